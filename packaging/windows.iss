; The installer, made by Inno Setup 6 from dist\Rushes; packaging\build.py calls
;     ISCC /DVersion=1.2.3 packaging\windows.iss
; Per user, without rights of an administrator. A newer one takes the place of an older one.

#ifndef Version
  #error Give the version: ISCC /DVersion=1.2.3
#endif

[Setup]
AppId={{5B6F7C0E-6E4B-4B55-9C0B-7D2A1F3E8C64}
AppName=Rushes
AppVersion={#Version}
AppVerName=Rushes {#Version}
AppPublisher=Rushes
VersionInfoVersion={#Version}
DefaultDirName={autopf}\Rushes
DefaultGroupName=Rushes
DisableProgramGroupPage=yes
DisableDirPage=auto
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
ChangesAssociations=yes
ChangesEnvironment=yes
CloseApplications=yes
RestartApplications=no
SetupIconFile=..\resources\icons\rushes.ico
UninstallDisplayIcon={app}\Rushes.exe
UninstallDisplayName=Rushes
WizardStyle=modern
Compression=lzma2/max
SolidCompression=yes
LZMAUseSeparateProcess=yes
OutputDir=..\dist
OutputBaseFilename=Rushes-{#Version}-setup

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
#if FileExists(CompilerPath + "Languages\Korean.isl")
Name: "ko"; MessagesFile: "compiler:Languages\Korean.isl"
#endif
#if FileExists(CompilerPath + "Languages\Japanese.isl")
Name: "ja"; MessagesFile: "compiler:Languages\Japanese.isl"
#endif

[CustomMessages]
ProjectType=Rushes project
AddToPath=Let "rushes" be found in a terminal (adds it to your PATH)
TrainingRuns=A training that Rushes started is running. Let it end, or stop it in Rushes, and try again.
#if FileExists(CompilerPath + "Languages\Korean.isl")
ko.ProjectType=Rushes 프로젝트
ko.AddToPath=터미널에서 "rushes" 명령 사용 (PATH에 추가)
ko.TrainingRuns=Rushes에서 시작한 학습이 실행 중입니다. 학습이 끝나기를 기다리거나 Rushes에서 중지한 뒤 다시 시도하십시오.
#endif
#if FileExists(CompilerPath + "Languages\Japanese.isl")
ja.ProjectType=Rushes プロジェクト
ja.AddToPath=ターミナルで "rushes" を使えるようにする (PATH に追加)
ja.TrainingRuns=Rushes から開始した学習が実行中です。終了を待つか、Rushes で停止してから、もう一度お試しください。
#endif

[Tasks]
Name: "desktop"; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"; Flags: unchecked
Name: "path"; Description: "{cm:AddToPath}"; Flags: unchecked

[InstallDelete]
; Of an older version: what the new one does not bring would stay, and be loaded.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\dist\Rushes\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{autoprograms}\Rushes"; Filename: "{app}\Rushes.exe"
Name: "{autodesktop}\Rushes"; Filename: "{app}\Rushes.exe"; Tasks: desktop

[Registry]
Root: HKA; Subkey: "Software\Classes\.rushes"; ValueType: string; ValueData: "Rushes.Project"; Flags: uninsdeletevalue uninsdeletekeyifempty
Root: HKA; Subkey: "Software\Classes\.rushes\OpenWithProgids"; ValueType: string; ValueName: "Rushes.Project"; ValueData: ""; Flags: uninsdeletevalue uninsdeletekeyifempty
Root: HKA; Subkey: "Software\Classes\Rushes.Project"; ValueType: string; ValueData: "{cm:ProjectType}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Rushes.Project\DefaultIcon"; ValueType: string; ValueData: "{app}\Rushes.exe,0"
Root: HKA; Subkey: "Software\Classes\Rushes.Project\shell\open\command"; ValueType: string; ValueData: """{app}\Rushes.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\Applications\Rushes.exe\SupportedTypes"; ValueType: string; ValueName: ".rushes"; ValueData: ""; Flags: uninsdeletekey

[Run]
Filename: "{app}\Rushes.exe"; Description: "{cm:LaunchProgram,Rushes}"; Flags: nowait postinstall skipifsilent

[Code]
const
  Variables = 'Environment';

{ A training goes on without the window, in a process of ours that must not be replaced. }
function TrainingRuns: Boolean;
var
  Locator, Services, Found: Variant;
begin
  Result := False;
  try
    Locator := CreateOleObject('WbemScripting.SWbemLocator');
    Services := Locator.ConnectServer('.', 'root\CIMV2');
    Found := Services.ExecQuery('SELECT ProcessId FROM Win32_Process WHERE ' +
      '(Name = "Rushes.exe" OR Name = "rushes.com") AND CommandLine LIKE "% supervise %"');
    Result := Found.Count > 0;
  except
    { It cannot be asked: files in use are refused by Windows itself. }
  end;
end;

function PrepareToInstall(var NeedsRestart: Boolean): String;
begin
  Result := '';
  if TrainingRuns then
    Result := CustomMessage('TrainingRuns');
end;

function InitializeUninstall: Boolean;
begin
  Result := not TrainingRuns;
  if not Result then
    SuppressibleMsgBox(CustomMessage('TrainingRuns'), mbError, MB_OK, IDOK);
end;

{ The person's PATH without our folder; what else is in it stays as it was written. }
function PathWithout(const Folder: String): String;
var
  Rest, Part: String;
  Place: Integer;
begin
  Result := '';
  if not RegQueryStringValue(HKEY_CURRENT_USER, Variables, 'Path', Rest) then
    Rest := '';
  while Rest <> '' do
  begin
    Place := Pos(';', Rest);
    if Place = 0 then
      Place := Length(Rest) + 1;
    Part := Copy(Rest, 1, Place - 1);
    Delete(Rest, 1, Place);
    if (Part <> '') and (CompareText(Part, Folder) <> 0) then
    begin
      if Result <> '' then
        Result := Result + ';';
      Result := Result + Part;
    end;
  end;
end;

procedure WritePath(const Value: String);
begin
  if not RegWriteExpandStringValue(HKEY_CURRENT_USER, Variables, 'Path', Value) then
    Log('PATH could not be written.');
end;

procedure CurStepChanged(CurStep: TSetupStep);
var
  Others: String;
begin
  if (CurStep <> ssPostInstall) or not WizardIsTaskSelected('path') then
    Exit;
  Others := PathWithout(ExpandConstant('{app}'));
  if Others <> '' then
    Others := Others + ';';
  WritePath(Others + ExpandConstant('{app}'));
end;

procedure CurUninstallStepChanged(CurUninstallStep: TUninstallStep);
var
  Before, After: String;
begin
  if CurUninstallStep <> usPostUninstall then
    Exit;
  if not RegQueryStringValue(HKEY_CURRENT_USER, Variables, 'Path', Before) then
    Exit;
  After := PathWithout(ExpandConstant('{app}'));
  if After <> Before then
    WritePath(After);
end;
