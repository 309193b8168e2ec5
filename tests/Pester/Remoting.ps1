# For the tests: PowerShell remoting without a service, over the named pipe that every pwsh listens on.
# Needs nothing else of the tests, so that a script in another process can dot-source it.

# A session in a pwsh of its own. That process ends when this one does.
function Open-PipeSession {
    [CmdletBinding()]
    param()

    $start = [System.Diagnostics.ProcessStartInfo]::new((Get-Process -Id $PID).Path)
    foreach ($argument in '-NoProfile', '-NonInteractive', '-Command', '$null = [Console]::In.ReadLine()') { $start.ArgumentList.Add($argument) }
    $start.RedirectStandardInput = $true
    $process = [System.Diagnostics.Process]::Start($start)

    $connection = [System.Management.Automation.Runspaces.NamedPipeConnectionInfo]::new($process.Id)
    $connection.OpenTimeout = 30000
    $runspace = [runspacefactory]::CreateRunspace($connection, $Host, [System.Management.Automation.Runspaces.TypeTable]::LoadDefaultTypeFiles())
    $runspace.Open()
    [System.Management.Automation.Runspaces.PSSession]::Create($runspace, 'NamedPipe', $PSCmdlet) |
        Add-Member -NotePropertyName Process -NotePropertyValue $process -PassThru
}

function Close-PipeSession {
    param([Parameter(Mandatory)] $Session)

    Remove-PSSession $Session
    $Session.Process.StandardInput.Close()
    if (-not $Session.Process.WaitForExit(5000)) { $Session.Process.Kill($true) }
    $Session.Process.Dispose()
}
