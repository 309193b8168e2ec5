using System.Net.Sockets;
using System.Runtime.InteropServices;
using Apertis.Gateway;
using Apertis.Gateway.Faults;
using Apertis.Gateway.Keys;

const int UsageError = 2;
const int StartError = 1;

GatewayArguments arguments;
try
{
    arguments = GatewayArguments.Parse(args);
}
catch (FormatException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return UsageError;
}

if (arguments.Help)
{
    Console.WriteLine(GatewayArguments.Usage);
    WriteTables();
    return 0;
}

using var authority = new GatewayAuthority();
GatewayServer gateway;
try
{
    gateway = await GatewayServer.StartAsync(arguments.Options with { Authority = authority });
}
catch (SocketException refused)
{
    await Console.Error.WriteLineAsync($"Can't listen on port {arguments.Options.Port}: {refused.Message}");
    return StartError;
}

await using (gateway)
{
    if (arguments.RootFile is { } rootFile)
    {
        await File.WriteAllTextAsync(rootFile, authority.Root.ExportCertificatePem());
    }

    var stopped = new TaskCompletionSource();
    using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    if (arguments.StopWithStandardInput)
    {
        _ = Console.OpenStandardInput().CopyToAsync(Stream.Null)
            .ContinueWith(_ => stopped.TrySetResult(), TaskScheduler.Default);
    }

    Console.WriteLine($"Listening on {gateway.BaseUri}");
    WriteTables();
    await Console.Out.FlushAsync();
    await stopped.Task;

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stopped.TrySetResult();
    }
}

return 0;

static void WriteTables()
{
    Console.WriteLine();
    Console.WriteLine("Keys (any other: 401 invalid_api_key; none: 401 missing_api_key)");
    foreach (KeyKind kind in KeyRing.All)
    {
        Console.WriteLine($"  {kind.Key,-47}  {kind.Name,-20}  {kind.Does}");
    }

    Console.WriteLine();
    Console.WriteLine("Faults: put /fault/NAME;setting=value;.../ before the path, as in /fault/stream-cut;after=2;times=1/v1");
    foreach (FaultKind kind in FaultCatalogue.All)
    {
        string settings = kind.Settings.Count == 0 ? "" : $"  [{string.Join(", ", kind.Settings)}]";
        Console.WriteLine($"  {kind.Name,-24}  {kind.Does}{settings}");
    }

    Console.WriteLine();
    Console.WriteLine($"Settings of every fault: {string.Join(", ", FaultSettings.Common)}, header.NAME");
    Console.WriteLine($"  on is one or more, with commas, of {string.Join(", ", Fault.Targets)}");
}
