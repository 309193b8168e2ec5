using Apertis.Engine;
using Apertis.Gateway;
using Apertis.Tour;

const string Usage = """
    The tour of the Apertis module: runs its commands in a real PowerShell engine and shows what a console would show.

      dotnet run --project samples/Tour              against a simulated gateway, on this machine only
      dotnet run --project samples/Tour -- --live    against the real API, with your own key ($env:APERTIS_API_KEY or ~/.apertis/config.json)
    """;

switch (args)
{
    case []:
        return await RunAgainstGatewayAsync();
    case ["--live"]:
        return RunLive();
    case ["--help" or "-h" or "-?"]:
        Console.WriteLine(Usage);
        return 0;
    default:
        Console.Error.WriteLine($"Unknown argument: {string.Join(' ', args)}{Environment.NewLine}{Usage}");
        return 2;
}

static async Task<int> RunAgainstGatewayAsync()
{
    Isolation.ForgetProxies();
    await using var gateway = await GatewayServer.StartAsync();
    await using var selfSigned = await GatewayServer.StartAsync(new GatewayOptions { Certificate = GatewayCertificate.SelfSigned });
    Environment.SetEnvironmentVariable("APERTIS_API_KEY", GatewayKeys.Good);
    Environment.SetEnvironmentVariable("APERTIS_BASE_URL", gateway.BaseUri.ToString());
    Environment.SetEnvironmentVariable("APERTIS_MODEL", null);

    Console.WriteLine($"A simulated Apertis gateway listens on {gateway.BaseUri}; nothing leaves this machine.");
    using var session = OpenSession();
    session.SetVariable("mistypedKey", GatewayKeys.Good[..^1] + (GatewayKeys.Good[^1] == 'x' ? 'y' : 'x'));
    session.SetVariable("spentKey", GatewayKeys.QuotaExceeded);
    session.SetVariable("officeKey", GatewayKeys.IpNotAllowed);
    session.SetVariable("busyGateway", gateway.WithFault("rate_limit_exceeded", ("retry-after", "600")).ToString());
    session.SetVariable("silentGateway", gateway.WithFault("hang").ToString());
    session.SetVariable("selfSignedGateway", selfSigned.BaseUri.ToString());
    return Run(session, [.. Itinerary.Basics, .. Itinerary.Failures]);
}

static int RunLive()
{
    using var session = OpenSession();
    return Run(session, Itinerary.Basics);
}

static EngineSession OpenSession()
{
    var isConsole = !Console.IsOutputRedirected;
    return new EngineSession(
        width: isConsole ? Math.Clamp(Console.WindowWidth, 60, 160) : 120,
        console: Console.Out,
        supportsColor: isConsole && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
}

static int Run(EngineSession session, IReadOnlyList<Step> steps)
{
    var surprises = new List<string>();
    foreach (var step in steps)
    {
        Console.WriteLine();
        Console.WriteLine($"# {step.Says}");
        Console.WriteLine($"PS> {step.Command}");
        session.Run("$Error.Clear()");
        session.Show(step.Command);
        var happened = session.Run("if ($Error.Count) { $Error[0].FullyQualifiedErrorId }").Output is [var id, ..] ? id.ToString() : null;
        if (happened?.Split(',')[0] != step.ErrorId)
        {
            surprises.Add($"{step.Command}: expected {step.ErrorId ?? "no error"}, got {happened ?? "no error"}");
        }
    }

    Console.WriteLine();
    surprises.ForEach(surprise => Console.Error.WriteLine($"Not as it should be: {surprise}"));
    Console.WriteLine(surprises.Count == 0 ? $"The tour is over: {steps.Count} commands did what they should." : $"{surprises.Count} of {steps.Count} commands did not do what they should.");
    return surprises.Count == 0 ? 0 : 1;
}
