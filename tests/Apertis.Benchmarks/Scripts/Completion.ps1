# Tab after -Model, again and again, once the catalogue is there. Writes the milliseconds of each as JSON.
param(
    [Parameter(Mandatory)] [string] $Module,
    # For what completion keeps on disk.
    [Parameter(Mandatory)] [string] $Folder,
    [Parameter(Mandatory)] [int] $Models,
    [Parameter(Mandatory)] [int] $Rounds
)
$ErrorActionPreference = 'Stop'
$env:HOME, $env:XDG_DATA_HOME = $Folder, $null
Import-Module $Module

$line = 'Invoke-ApertisChat hello -Model '
function Get-Match { [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches }

# The first key press of a session may find nothing: it asks for the catalogue and does not wait long.
$limit = [datetime]::UtcNow.AddSeconds(10)
while (@(Get-Match).Count -ne $Models) {
    if ([datetime]::UtcNow -gt $limit) { throw "Of $Models models $(@(Get-Match).Count) are offered." }
    Start-Sleep -Milliseconds 50
}

$watch = [System.Diagnostics.Stopwatch]::new()
$times = foreach ($round in 1..$Rounds) {
    $watch.Restart()
    $found = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)
    $watch.Elapsed.TotalMilliseconds
    if ($found.CompletionMatches.Count -ne $Models) { throw "Of $Models models $($found.CompletionMatches.Count) are offered." }
}

ConvertTo-Json @($times) -Compress
