# A session that does what scripts do and uses neither contestant.
$ErrorActionPreference = 'Stop'

$files = Get-ChildItem $PSScriptRoot | Where-Object Length -gt 0 | Sort-Object Length | Select-Object Name, Length
$text = $files | ConvertTo-Json | ConvertFrom-Json | Format-Table | Out-String
$text.Length
