; The Windows installer: for the person who runs it, no administrator needed.
; /S installs without a question; /D=FOLDER (last) says where.
Unicode true
Target amd64-unicode ; the program is 64 bits anyhow
!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "running.nsh"

Name "MAE Studio"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\MAE Studio"
InstallDirRegKey HKCU "Software\MAE Studio" "Folder"
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetCompressorDictSize 64 ; both programs share most of their code
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "MAE Studio"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Installs MAE Studio"
VIAddVersionKey "LegalCopyright" "MIT licence"

!define MUI_ICON "${STAGE}/app.ico"
!define MUI_UNICON "${STAGE}/app.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\maestudio.exe"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\MAE Studio"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

Section
  !insertmacro RefuseWhileRunning "$INSTDIR\maestudio.exe"
  !insertmacro RefuseWhileRunning "$INSTDIR\maestudio-cli.exe"
  SetOutPath "$INSTDIR"
  File "${STAGE}/maestudio.exe"
  File "${STAGE}/maestudio-cli.exe"
  File "${STAGE}/licences.txt"
  CreateShortcut "$SMPROGRAMS\MAE Studio.lnk" "$INSTDIR\maestudio.exe"
  WriteRegStr HKCU "Software\MAE Studio" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "MAE Studio"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\maestudio.exe"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The MAE Studio authors"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${FileExists} "$INSTDIR\maestudio-cli-cuda.exe" ; of a version that has to be this one's
    MessageBox MB_OK "The program for NVIDIA cards is as it was: install MAEStudio-${VERSION}-windows-amd64-nvidia-setup.exe too." /SD IDOK
  ${EndIf}
SectionEnd

Section "Uninstall"
  !insertmacro RefuseWhileRunning "$INSTDIR\maestudio.exe"
  !insertmacro RefuseWhileRunning "$INSTDIR\maestudio-cli.exe"
  !insertmacro RefuseWhileRunning "$INSTDIR\maestudio-cli-cuda.exe"
  Delete "$INSTDIR\maestudio.exe"
  Delete "$INSTDIR\maestudio-cli.exe"
  Delete "$INSTDIR\maestudio-cli-cuda.exe"
  Delete "$INSTDIR\licences.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\MAE Studio.lnk"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\MAE Studio"
  MessageBox MB_OK "MAE Studio is removed. Your runs are left where they are, usually in $PROFILE\MAE Studio, and your settings in $LOCALAPPDATA\maestudio." /SD IDOK
SectionEnd
