$ErrorActionPreference = 'Stop'
$tools = Split-Path -Parent $MyInvocation.MyCommand.Definition

$download = @{
  PackageName = $env:ChocolateyPackageName
  FileFullPath = "$tools\weather.exe"
  Url = 'https://github.com/acme/weather/releases/download/v1.2.0/weather-1.2.0-windows-x64.exe'
  Checksum = 'd3ee604835c53c47af0c3a94ab5ef40e161b7ef8e68dfaafcf807bef0544ffe5'
  ChecksumType = 'sha256'
  Url64bit = 'https://github.com/acme/weather/releases/download/v1.2.0/weather-1.2.0-windows-x64.exe'
  Checksum64 = 'd3ee604835c53c47af0c3a94ab5ef40e161b7ef8e68dfaafcf807bef0544ffe5'
  ChecksumType64 = 'sha256'
}
Get-ChocolateyWebFile @download | Out-Null
