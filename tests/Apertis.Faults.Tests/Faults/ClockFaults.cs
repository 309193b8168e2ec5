using System.Runtime.CompilerServices;
using Apertis.Faults.Matrix;
using Apertis.Faults.Places;
using Apertis.Faults.Servers;
using Apertis.Faults.Setup;
using Apertis.Gateway;

namespace Apertis.Faults.Faults;

/// <summary>A good certificate on a machine whose clock is wrong.</summary>
public sealed class ClockFaults(Clinic clinic) : FaultTests(clinic)
{
    private const string Next = "Set this machine's clock";

    [Fault("This machine's clock is two years ahead, so that the certificate seems expired", Layers.Clock, "ClockSkew", Evidence = "Skew: 6307", Next = Next, Says = "certificate has expired", Needs = Needs.Faketime)]
    public Task FarAhead() => LookAsync("+730d");

    [Fault("This machine's clock is a year behind, so that the certificate seems not yet valid", Layers.Clock, "ClockSkew", Evidence = "Skew: -3153", Next = Next, Says = "certificate is not yet valid", Needs = Needs.Faketime)]
    public Task FarBehind() => LookAsync("-365d");

    [Fault("This machine's clock is ten minutes ahead", Layers.Clock, "ClockSkew", IsWarning = true, Evidence = "Skew: 60", Next = Next, Says = "< date:", Needs = Needs.Faketime)]
    public Task SlightlyAhead() => LookAsync("+10m");

    private async Task LookAsync(string offset, [CallerMemberName] string test = "")
    {
        await using var server = new SocketServer(new TlsFront(Authority.Trusted.Issue("localhost"), Gateway.Root).ServeAsync);

        // Waits go by the monotonic clock, which stays right on a machine whose date is wrong.
        var place = Place.Here.With("FAKETIME_DONT_FAKE_MONOTONIC", "1").Under("faketime", "-f", offset);
        await ExamineAsync($"-BaseUri https://localhost:{server.Port} -TimeoutSec 10", ["--output", "/dev/null", $"https://localhost:{server.Port}/api/models"], place, test);
    }
}
