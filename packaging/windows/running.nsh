; Windows keeps the file of a program that runs: to install or remove it then would leave
; half of it. RefuseWhileRunning ends the installer before it has touched anything.
!macro RefuseWhileRunning PROGRAM
  ${If} ${FileExists} "${PROGRAM}"
    ClearErrors
    FileOpen $0 "${PROGRAM}" a
    ${If} ${Errors}
      MessageBox MB_OK|MB_ICONSTOP "MAE Studio is running, or trains without its window: end it first. Nothing was changed." /SD IDOK
      SetErrorLevel 2
      Abort
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend
