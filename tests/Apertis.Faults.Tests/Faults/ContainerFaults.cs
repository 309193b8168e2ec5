using System.Runtime.CompilerServices;
using Apertis.Faults.Matrix;
using Apertis.Faults.Places;
using Apertis.Faults.Servers;

namespace Apertis.Faults.Faults;

/// <summary>A container whose DNS does not work. Its marks are in the scratch root of a namespace.</summary>
public sealed class ContainerFaults(Clinic clinic) : FaultTests(clinic)
{
    [Fault("No DNS server answers in a Docker container", Layers.Dns, "DnsUnreachable", Evidence = "Container: Docker", Next = "This is a container (/.dockerenv) whose DNS servers are 10.0.0.53. Give it others: --dns 8.8.8.8 with docker run", Tool = "dig", Says = "connection refused", Needs = Needs.Namespaces)]
    public Task Docker() => LookAsync("touch $ROOT/.dockerenv");

    [Fault("No DNS server answers in a Podman container", Layers.Dns, "DnsUnreachable", Evidence = "Container: Podman", Next = "This is a container (/run/.containerenv) whose DNS servers are 10.0.0.53. Give it others: --dns 8.8.8.8 with podman run", Tool = "dig", Says = "connection refused", Needs = Needs.Namespaces)]
    public Task Podman() => LookAsync("touch $ROOT/run/.containerenv");

    [Fault("No DNS server answers in a pod of Kubernetes", Layers.Dns, "DnsUnreachable", Evidence = "Container: Kubernetes", Next = "This is a container ($env:KUBERNETES_SERVICE_HOST) whose DNS servers are 10.0.0.53. Look at the cluster's DNS", Tool = "dig", Says = "connection refused", Needs = Needs.Namespaces)]
    public Task Kubernetes() => LookAsync("touch $ROOT/.dockerenv", "10.96.0.1");

    private async Task LookAsync(string mark, string kubernetes = "", [CallerMemberName] string test = "")
    {
        await using var machine = await Namespace.StartAsync(mark);

        await ExamineAsync($"-BaseUri https://{World.ApiHost} -DnsServer {Namespace.PublicResolver} -TimeoutSec 1", [World.ApiHost], machine.Place.With("KUBERNETES_SERVICE_HOST", kubernetes), test);
    }
}
