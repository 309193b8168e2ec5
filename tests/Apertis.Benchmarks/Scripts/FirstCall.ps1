# The first call of a fresh shell, by the cmdlet or by Invoke-RestMethod, whose module PowerShell loads by itself. Writes the milliseconds of
# loading our module and of the call as JSON.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $Prompt,
    # What the cmdlet sends. Given, as ConvertTo-Json would load the rival's module beforehand.
    [Parameter(Mandatory)] [string] $Body,
    [switch] $Rival
)
$ErrorActionPreference = 'Stop'

$call = @{
    Method      = 'Post'
    Uri         = "$env:APERTIS_BASE_URL/chat/completions"
    Headers     = @{ Authorization = "Bearer $env:APERTIS_API_KEY" }
    ContentType = 'application/json'
    Body        = $Body
}
$watch = [System.Diagnostics.Stopwatch]::StartNew()
if (-not $Rival) { Import-Module $Module }
$import = $watch.Elapsed.TotalMilliseconds
$watch.Restart()
$answer = $Rival ? (Invoke-RestMethod @call).choices[0].message.content : (Invoke-ApertisChat $Prompt).Content
$elapsed = $watch.Elapsed.TotalMilliseconds
if ($answer -cne "You said: $Prompt") { throw "The answer is '$answer'." }
ConvertTo-Json @{ import = $import; call = $elapsed } -Compress
