; The program for NVIDIA cards, beside MAE Studio, whose uninstaller removes it.
; /S installs without a question.
Unicode true
Target amd64-unicode
!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "../windows/running.nsh"

Name "MAE Studio for NVIDIA cards"
OutFile "${OUT}"
InstallDirRegKey HKCU "Software\MAE Studio" "Folder"
RequestExecutionLevel user
SetCompressor /SOLID lzma
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "MAE Studio for NVIDIA cards"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Installs MAE Studio's program for NVIDIA cards"
VIAddVersionKey "LegalCopyright" "MIT licence"

!define MUI_ICON "${STAGE}/app.ico"
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_LANGUAGE "English"

Section
  IfFileExists "$INSTDIR\maestudio.exe" +3
  MessageBox MB_OK|MB_ICONSTOP "MAE Studio is not installed yet: install it first, then this." /SD IDOK
  Abort
  !insertmacro RefuseWhileRunning "$INSTDIR\maestudio-cli-cuda.exe"
  SetOutPath "$INSTDIR"
  File "${STAGE}/maestudio-cli-cuda.exe"
SectionEnd
