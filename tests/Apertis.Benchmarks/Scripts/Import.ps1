# Imports one module in a fresh shell. Writes the milliseconds.
param(
    [Parameter(Mandatory)] [string] $Module
)
$ErrorActionPreference = 'Stop'

$watch = [System.Diagnostics.Stopwatch]::StartNew()
Import-Module $Module
$elapsed = $watch.Elapsed.TotalMilliseconds
ConvertTo-Json $elapsed
