using System.Runtime.CompilerServices;
using Apertis.Faults.Matrix;
using Apertis.Faults.Places;
using Apertis.Faults.Servers;

namespace Apertis.Faults.Faults;

/// <summary>A container whose DNS does not work. Its marks are in a scratch root, over which this machine's shows through.</summary>
public sealed class ContainerFaults(Clinic clinic) : FaultTests(clinic)
{
    [Fault("No DNS server answers in a Docker container", Layers.Dns, "DnsUnreachable", Evidence = "Container: Docker", Next = "In a container, set its DNS servers", Tool = "dig", Says = "connection refused", Needs = Needs.Namespaces)]
    public Task Docker() => LookAsync("touch $FILES/root/.dockerenv");

    [Fault("No DNS server answers in a Podman container", Layers.Dns, "DnsUnreachable", Evidence = "Container: Podman", Next = "In a container, set its DNS servers", Tool = "dig", Says = "connection refused", Needs = Needs.Namespaces)]
    public Task Podman() => LookAsync("touch $FILES/root/run/.containerenv");

    [Fault("No DNS server answers in a pod of Kubernetes", Layers.Dns, "DnsUnreachable", Evidence = "Container: Kubernetes", Next = "In a container, set its DNS servers", Tool = "dig", Says = "connection refused", Needs = Needs.Namespaces)]
    public Task Kubernetes() => LookAsync("true", place => place.With("KUBERNETES_SERVICE_HOST", "10.96.0.1"));

    private async Task LookAsync(string mark, Func<Place, Place>? alter = null, [CallerMemberName] string test = "")
    {
        await using var machine = await Namespace.StartAsync(
            "mkdir $FILES/scratch $FILES/root",
            "mount -t tmpfs none $FILES/scratch",
            "mkdir $FILES/scratch/upper $FILES/scratch/work",
            "mount -t overlay none -o lowerdir=/,upperdir=$FILES/scratch/upper,workdir=$FILES/scratch/work $FILES/root",
            "rm -f $FILES/root/.dockerenv $FILES/root/run/.containerenv",
            mark,
            "for folder in proc dev tmp; do mount --rbind /$folder $FILES/root/$folder; done",
            "for name in resolv.conf hosts nsswitch.conf; do mount --bind $FILES/$name $FILES/root/etc/$name; done");
        var place = machine.Place.Under("chroot", Path.Combine(machine.Files, "root"));

        await ExamineAsync($"-BaseUri https://{World.ApiHost} -DnsServer {Namespace.PublicResolver} -TimeoutSec 1", [World.ApiHost], alter?.Invoke(place) ?? place, test);
    }
}
