using System.Collections;
using System.Management.Automation;
using System.Runtime.Loader;
using Apertis.Engine;
using Apertis.Gateway;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Importing;

/// <summary>The manifest, and importing and removing the module. What is loaded is the process's, so nothing else runs meanwhile.</summary>
[Collection(SerialCollection.Name)]
public sealed class ManifestTests(Bench bench) : IClassFixture<Bench>
{
    private static readonly string[] Cmdlets = ["Get-ApertisModel", "Invoke-ApertisChat", "New-ApertisSupportReport", "Test-ApertisConnection", "Test-ApertisKey"];

    [Fact]
    public void Manifest_is_valid_and_complete()
    {
        bench.Session.SetVariable("manifest", Checkout.ManifestPath);

        var module = Assert.IsType<PSModuleInfo>(bench.Run("Test-ModuleManifest $manifest").OnlyOutput().BaseObject);

        Assert.Equal("Apertis", module.Name);
        Assert.NotEqual(Guid.Empty, module.Guid);
        Assert.Equal(new Version(7, 4), module.PowerShellVersion);
        Assert.Equal(["Core"], module.CompatiblePSEditions);
        Assert.Equal(Cmdlets, module.ExportedCmdlets.Keys.Order());
        Assert.Empty(module.ExportedFunctions);
        Assert.Empty(module.ExportedAliases);
        Assert.Empty(module.ExportedVariables);
        Assert.Empty(module.ExportedDscResources);
        Assert.All((string[])[module.Author, module.CompanyName, module.Copyright, module.Description, module.ReleaseNotes], text => Assert.False(string.IsNullOrWhiteSpace(text)));
        Assert.NotEmpty(module.Tags);
        Assert.NotNull(module.ProjectUri);
        Assert.NotNull(module.LicenseUri);
    }

    [Fact]
    public void Manifest_lists_its_exports_one_by_one()
    {
        bench.Session.SetVariable("manifest", File.ReadAllText(Checkout.ManifestPath));

        var data = Assert.IsType<Hashtable>(bench.Run("& ([scriptblock]::Create($manifest))").OnlyOutput().BaseObject);

        Assert.Equal(Cmdlets, Assert.IsType<object[]>(data["CmdletsToExport"]).Cast<string>().Order());
        Assert.All((string[])["FunctionsToExport", "AliasesToExport", "VariablesToExport", "DscResourcesToExport"], name => Assert.Empty(Assert.IsType<object[]>(data[name])));
    }

    [Fact]
    public void Session_sees_the_cmdlets_and_nothing_else()
    {
        var commands = bench.Run("Get-Command -Module Apertis").Output;

        Assert.Equal(Cmdlets, commands.Select(command => command.Text("Name")!).Order());
        Assert.All(commands, command => Assert.Equal("Cmdlet", command.Text("CommandType")));
        Assert.Empty(bench.Run("Get-Command -Module Apertis | Where-Object { $_.Verb -notin 'Get', 'Invoke', 'Test', 'New' }").Output);
    }

    [Fact]
    public void Output_types_are_told()
    {
        Assert.Equal(["Apertis.ChatResult", "Apertis.ChatDelta"], bench.Run("(Get-Command Invoke-ApertisChat).OutputType.Name").Output.Select(name => name.ToString()));
        Assert.Equal("Apertis.Model", bench.Run("(Get-Command Get-ApertisModel).OutputType.Name").OnlyOutput().ToString());
        Assert.Equal(["Apertis.KeyStatus", "System.Boolean"], bench.Run("(Get-Command Test-ApertisKey).OutputType.Name").Output.Select(name => name.ToString()));
        Assert.Equal("Apertis.SupportReport", bench.Run("(Get-Command New-ApertisSupportReport).OutputType.Name").OnlyOutput().ToString());
        Assert.Equal(["Apertis.ConnectionCheck", "System.Boolean"], bench.Run("(Get-Command Test-ApertisConnection).OutputType.Name").Output.Select(name => name.ToString()));
    }

    [Fact]
    public void Client_is_loaded_apart_and_the_vocabulary_where_PowerShell_looks()
    {
        bench.Run("Invoke-ApertisChat hello").OnlyOutput();
        var bin = Path.Combine(Checkout.Root, "bin");

        var own = AssemblyLoadContext.All.Single(context => context.Name == "Apertis");
        Assert.Equal(Path.Combine(bin, "dependencies", "Apertis.Client.dll"), own.Assemblies.Single(assembly => assembly.GetName().Name == "Apertis.Client").Location);
        Assert.Contains(own.Assemblies, assembly => assembly.GetName().Name == "Polly.Core");
        Assert.DoesNotContain(own.Assemblies, assembly => assembly.GetName().Name is "Apertis" or "Apertis.Core" or "System.Management.Automation");

        var common = AssemblyLoadContext.Default.Assemblies.ToList();
        Assert.Equal(Path.Combine(bin, "Apertis.Core.dll"), common.Single(assembly => assembly.GetName().Name == "Apertis.Core").Location);
        Assert.Equal(Path.Combine(bin, "Apertis.dll"), common.Single(assembly => assembly.GetName().Name == "Apertis").Location);
        Assert.DoesNotContain(common, assembly => assembly.GetName().Name is "Apertis.Client" or "Apertis.Diagnostics" or "DnsClient" or "Polly.Core");
        Assert.False(File.Exists(Path.Combine(AppContext.BaseDirectory, "Apertis.Core.dll")), "The tests would test a copy of their own.");
    }

    [Fact]
    public void Public_types_are_type_literals_before_any_command_has_run()
    {
        using var session = new EngineSession();

        Assert.Equal("Apertis.ApertisException", session.Run("[Apertis.ApertisException].FullName").OnlyOutput().ToString());
        Assert.Equal("hi", session.Run("[Apertis.ChatMessage]@{ Role = 'user'; Content = 'hi' }").OnlyOutput().ToString());
        Assert.Equal("user: hi", session.Run("$m = [Apertis.ChatMessage]::new('user', 'hi'); \"$($m.Role): $m\"").OnlyOutput().ToString());
    }

    [Fact]
    public void Module_can_be_imported_again_removed_and_imported_again()
    {
        using var session = Session();
        session.SetVariable("manifest", Checkout.ManifestPath);
        AssertWorks(session);

        Assert.Empty(session.Run("Import-Module $manifest -Force").Errors);
        AssertWorks(session);

        Assert.Empty(session.Run("Remove-Module Apertis").Errors);
        Assert.Equal("CommandNotFoundException", session.Run("Invoke-ApertisChat hello").OnlyError().Id());

        for (var time = 0; time < 3; time++)
        {
            Assert.Empty(session.Run("Import-Module $manifest; Import-Module $manifest -Force; Import-Module $manifest").Errors);
            AssertWorks(session);
            Assert.Empty(session.Run("Remove-Module Apertis").Errors);
        }
    }

    [Fact]
    public void Removal_before_first_use_is_no_trouble()
    {
        using var session = Session();

        Assert.Empty(session.Run("Remove-Module Apertis").Errors);
    }

    [Fact]
    public void Module_works_on_after_another_session_removed_it()
    {
        using var staying = Session();
        using var leaving = Session();
        AssertWorks(staying);
        AssertWorks(leaving);

        Assert.Empty(leaving.Run("Remove-Module Apertis").Errors);

        AssertWorks(staying);
        AssertWorks(bench.Session);
    }

    [Fact]
    public async Task Module_works_in_several_sessions_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(number => Task.Run(() =>
        {
            using var session = Session();
            session.SetVariable("manifest", Checkout.ManifestPath);
            for (var time = 0; time < 3; time++)
            {
                AssertWorks(session);
                Assert.Empty(session.Run("Remove-Module Apertis").Errors);
                Assert.Empty(session.Run("Import-Module $manifest -Force").Errors);
            }

            Assert.Equal(Enumerable.Range(0, 20), session.Run("0..19 | Invoke-ApertisChat").Output.Select(answer => (int)answer.Get("Index")!));
        })));

        AssertWorks(bench.Session);
    }

    [Fact]
    public async Task Removal_in_one_session_while_another_waits_for_an_answer_leaves_the_answer_alone()
    {
        await using var gateway = await GatewayServer.StartAsync();
        using var waiting = Session();
        using var leaving = Session();
        waiting.SetDefault("BaseUri", gateway.WithFault("slow-body", ("ms", "2")).ToString());

        var answer = Task.Run(() => waiting.Run("Invoke-ApertisChat hello"));
        await Wait.UntilAsync(() => gateway.Requests.Count == 1, "the request");
        leaving.Run("Remove-Module Apertis");

        Assert.Equal("You said: hello", (await answer).OnlyOutput().ToString());
    }

    private static void AssertWorks(EngineSession session)
    {
        Assert.Equal("You said: hello", session.Run("Invoke-ApertisChat hello").OnlyOutput().ToString());
        Assert.Equal(true, session.Run("Test-ApertisConnection -Quiet").OnlyOutput().BaseObject);
    }

    private EngineSession Session()
    {
        var session = new EngineSession();
        session.SetDefault("BaseUri", bench.Gateway.BaseUri.ToString());
        session.SetDefault("ApiKey", GatewayKeys.Good);
        return session;
    }
}
