namespace Apertis.Diagnostics.Probes;

/// <summary>What shows that this is a container.</summary>
/// <param name="Kind">Docker, Podman or Kubernetes.</param>
/// <param name="Fact">Name of the evidence, which decides the advice.</param>
/// <param name="Mark">What was found.</param>
internal sealed record ContainerMark(string Kind, string Fact, string Mark)
{
    /// <summary>Looks for the marks; null where there are none.</summary>
    /// <param name="root">Folder that stands for the root of the file system.</param>
    /// <param name="environment">Reads an environment variable.</param>
    public static ContainerMark? Find(string root, Func<string, string?> environment)
    {
        // A pod's containers carry the marks of their engine too.
        if (!string.IsNullOrEmpty(environment("KUBERNETES_SERVICE_HOST")))
        {
            return new ContainerMark("Kubernetes", Apertis.Fact.KubernetesContainer, "$env:KUBERNETES_SERVICE_HOST");
        }

        return Exists("var/run/secrets/kubernetes.io/serviceaccount") ? new ContainerMark("Kubernetes", Apertis.Fact.KubernetesContainer, "/var/run/secrets/kubernetes.io/serviceaccount")
            : Exists("run/.containerenv") ? new ContainerMark("Podman", Apertis.Fact.PodmanContainer, "/run/.containerenv")
            : Exists(".dockerenv") ? new ContainerMark("Docker", Apertis.Fact.DockerContainer, "/.dockerenv")
            : null;

        bool Exists(string path) => Path.Exists(Path.Combine(root, path));
    }
}
