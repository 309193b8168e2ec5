# A session's own copies of the packages that the module uses, in a process of its own a case. See IsolationSession.ps1 for what happens in it.

BeforeDiscovery {
    # From .NET 10 on the runtime brings System.Net.ServerSentEvents and lets nobody load another: the shell's own is everyone's.
    $sharesEvents = [Environment]::Version.Major -ge 10
    $orders = @{ Order = 'loaded before the module'; ModuleFirst = $false }, @{ Order = 'loaded after the module was used'; ModuleFirst = $true }
    $stubCases = foreach ($version in '0.1.0.0', '99.0.0.0') { foreach ($order in $orders) { $order + @{ Version = $version } } }
}

BeforeAll {
    . $PSScriptRoot/Gateway.ps1
    $gateway = Start-Gateway
    Enter-TestSession $gateway $TestDrive
    $ownFolder = Join-Path (Split-Path $Manifest) 'bin/dependencies'
    $sharesEvents = [Environment]::Version.Major -ge 10

    # The real packages, each older than what the module is built with. Returns the reason when they can't be had.
    function Restore-Package {
        param([Parameter(Mandatory)] [string] $Folder)

        $null = New-Item -ItemType Directory $Folder
        Set-Content (Join-Path $Folder 'Older.csproj') @'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net8.0</TargetFramework>
    <CopyLocalLockFileAssemblies>true</CopyLocalLockFileAssemblies>
    <OutputPath>out</OutputPath>
    <AppendTargetFrameworkToOutputPath>false</AppendTargetFrameworkToOutputPath>
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="DnsClient" Version="[1.6.1]" />
    <PackageReference Include="Polly.Core" Version="[8.4.2]" />
    <PackageReference Include="System.Net.ServerSentEvents" Version="[9.0.18]" />
  </ItemGroup>
</Project>
'@
        $lines = dotnet build $Folder -v quiet --disable-build-servers -p:UseSharedCompilation=false 2>&1
        if ($LASTEXITCODE) { "the older packages can't be restored here: $(($lines -match 'error' | Select-Object -First 1) -replace '^.*?: (?=error)' -replace '\s+\[.*')" }
    }

    # An assembly of that name and version with one type, whose name is one of the real package's. Add-Type would give the assembly a name of its own.
    function New-Stub {
        param([Parameter(Mandatory)] [string] $Folder, [Parameter(Mandatory)] [string] $Name, [Parameter(Mandatory)] [string] $TypeName, [Parameter(Mandatory)] [version] $Version)

        $null = New-Item -ItemType Directory $Folder -Force
        $null = [System.Reflection.Assembly]::Load('Microsoft.CodeAnalysis.CSharp')
        $namespace, $class = $TypeName -split '\.(?=\w+$)'
        $source = "[assembly: System.Reflection.AssemblyVersion(`"$Version`")] namespace $namespace { public class $class { public static string Version => `"$Version`"; } }"
        $compilation = [Microsoft.CodeAnalysis.CSharp.CSharpCompilation]::Create(
            $Name,
            [Microsoft.CodeAnalysis.SyntaxTree[]] @([Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree]::ParseText($source)),
            [Microsoft.CodeAnalysis.MetadataReference[]] @([Microsoft.CodeAnalysis.MetadataReference]::CreateFromFile([object].Assembly.Location)),
            [Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions]::new('DynamicallyLinkedLibrary'))
        $file = [System.IO.File]::Create((Join-Path $Folder "$Name.dll"))
        try { $emitted = $compilation.Emit($file) } finally { $file.Dispose() }
        if (-not $emitted.Success) { throw "The stub of $Name does not compile: $($emitted.Diagnostics)" }
    }

    function Invoke-IsolationSession {
        param([Parameter(Mandatory)] [string] $Folder, [Parameter(Mandatory)] [string[]] $Name, [switch] $Stub, [switch] $ModuleFirst)

        $quoted = $PSScriptRoot, $Manifest, $Folder | ForEach-Object { $_ -replace "'", "''" }
        $run = Invoke-Pwsh "& '$($quoted[0])/IsolationSession.ps1' -Manifest '$($quoted[1])' -Folder '$($quoted[2])' -Name $($Name -join ',') -Stub:`$$Stub -ModuleFirst:`$$ModuleFirst"
        $run.ExitCode | Should -Be 0 -Because $run.Text
        $run.Text | ConvertFrom-Json -AsHashtable
    }

    # The module worked, and on packages of its own.
    function Assert-ModuleWorked {
        param([Parameter(Mandatory)] $Seen)

        foreach ($use in @($Seen.Module) + @($Seen.ModuleAlone | Where-Object { $_ })) {
            $use.Chat | Should -Be 'You said: hello'
            $use.Attempts | Should -Be 2
            $use.Stream | Should -Be 'You said: a stream'
            $use.Dns | Should -BeLike 'no answer*'
        }

        $Seen.Leaked | Should -BeNullOrEmpty
        foreach ($package in 'Polly.Core', 'DnsClient') { $Seen.ModulePaths[$package] | Should -Be (Join-Path $ownFolder "$package.dll") }
        foreach ($path in $Seen.ModulePaths.Values) { Split-Path $path | Should -Be $ownFolder }
    }

    # At every stage the session's copy said the same, and it is the file that the session loaded.
    function Assert-CopyWorked {
        param([Parameter(Mandatory)] $Seen, [Parameter(Mandatory)] [string] $Name, [Parameter(Mandatory)] [string] $Says, [Parameter(Mandatory)] [string] $Path)

        foreach ($stage in 'Before', 'Imported', 'Beside', 'Removed') {
            $Seen[$stage][$Name].Says | Should -Be $Says -Because "that is what $Name says at the stage $stage"
            $Seen[$stage][$Name].Path | Should -Be $Path
        }

        $Seen.SessionPaths[$Name] | Should -Be $Path
    }
}

AfterAll {
    Exit-TestSession
    Stop-Gateway $gateway
}

Describe 'Older packages of the session' {
    BeforeAll {
        $project = Join-Path $TestDrive 'older'
        $missing = Restore-Package $project
        $folder = Join-Path $project 'out'
    }

    It 'work beside the module: Polly.Core 8.4.2 and DnsClient 1.6.1, <Order>' -ForEach $orders {
        if ($missing) { Set-ItResult -Skipped -Because $missing; return }

        $seen = Invoke-IsolationSession $folder Polly.Core, DnsClient -ModuleFirst:$ModuleFirst
        Assert-ModuleWorked $seen
        Assert-CopyWorked $seen Polly.Core '3' (Join-Path $folder 'Polly.Core.dll')
        Assert-CopyWorked $seen DnsClient '127.1.2.3' (Join-Path $folder 'DnsClient.dll')
    }

    It 'work beside the module: System.Net.ServerSentEvents 9.0.18<In>, <Order>' -ForEach ($orders | ForEach-Object { $_ + @{ In = $sharesEvents ? ', in whose place .NET gives everyone the shell''s own' : '' } }) {
        if ($missing) { Set-ItResult -Skipped -Because $missing; return }

        # Loaded by the module's stream or by the shell: its type is known in the session before the session asks for it.
        $seen = Invoke-IsolationSession $folder System.Net.ServerSentEvents -ModuleFirst:$ModuleFirst
        if ($sharesEvents) { $seen.Leaked = $null }
        Assert-ModuleWorked $seen
        $from = $sharesEvents ? (Split-Path ([object].Assembly.Location)) : $folder
        Assert-CopyWorked $seen System.Net.ServerSentEvents 'one two' (Join-Path $from 'System.Net.ServerSentEvents.dll')
    }
}

Describe 'Packages of the session that have nothing but the name in common' {
    BeforeAll {
        $stubs = @{ 'Polly.Core' = 'Polly.ResiliencePipeline'; 'DnsClient' = 'DnsClient.LookupClient' }
        if (-not $sharesEvents) { $stubs['System.Net.ServerSentEvents'] = 'System.Net.ServerSentEvents.SseParser' }
        foreach ($version in '0.1.0.0', '99.0.0.0') {
            foreach ($name in $stubs.Keys) { New-Stub (Join-Path $TestDrive "stubs/$version") $name $stubs[$name] $version }
        }
    }

    It 'work beside the module: version <Version>, <Order>' -ForEach $stubCases {
        $folder = Join-Path $TestDrive "stubs/$Version"
        $seen = Invoke-IsolationSession $folder @($stubs.Keys) -Stub -ModuleFirst:$ModuleFirst
        Assert-ModuleWorked $seen
        foreach ($name in $stubs.Keys) { Assert-CopyWorked $seen $name $Version (Join-Path $folder "$name.dll") }
    }

    It 'cannot take the place of the System.Net.ServerSentEvents that .NET 10 and later have themselves: version <_>' -ForEach '0.1.0.0', '99.0.0.0' -Skip:(-not $sharesEvents) {
        $folder = Join-Path $TestDrive "events/$_"
        New-Stub $folder System.Net.ServerSentEvents System.Net.ServerSentEvents.SseParser $_
        $run = Invoke-Pwsh "try { Add-Type -Path '$folder/System.Net.ServerSentEvents.dll' } catch { `$refused = `$_ }; Import-Module '$Manifest'; `"`$(Invoke-ApertisChat hello -Stream 6>`$null)`"; [System.Net.ServerSentEvents.SseParser].Assembly.Location"
        $run.Text -split '\r?\n' | Should -Be 'You said: hello', (Join-Path (Split-Path ([object].Assembly.Location)) 'System.Net.ServerSentEvents.dll')
    }
}
