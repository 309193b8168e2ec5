# Pipes prompts through the cmdlet and lets every result go. Writes the most memory that the shell ever held, in bytes.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [int] $Prompts,
    [Parameter(Mandatory)] [int] $ThrottleLimit
)
$ErrorActionPreference = 'Stop'
Import-Module $Module

$count = 0
# Made one by one, so that the prompts themselves take up no memory.
& { for ($number = 1; $number -le $Prompts; $number++) { "Prompt number $number" } } |
    Invoke-ApertisChat -ThrottleLimit $ThrottleLimit |
    ForEach-Object { $count++ }
if ($count -ne $Prompts) { throw "Of $Prompts answers there are $count." }

[System.Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64
