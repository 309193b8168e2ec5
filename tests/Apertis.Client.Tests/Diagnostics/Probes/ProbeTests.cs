using System.Globalization;
using System.Text;
using Apertis.Diagnostics.Probes;

namespace Apertis.Client.Tests.Diagnostics.Probes;

/// <summary>What the checks look at beside the network: clocks, lists, files, first bytes.</summary>
public sealed class ProbeTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory();

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData("Tue, 24 Nov 2026 11:58:00 GMT", null, 120)]
    [InlineData("Tue, 24 Nov 2026 11:58:00 GMT", "90", 30)]
    [InlineData("Tue, 24 Nov 2026 11:58:00 GMT", "nonsense", 120)]
    [InlineData("Tue, 24 Nov 2026 12:00:10 GMT", null, -10)]
    public void The_servers_time_is_its_Date_and_for_a_cached_answer_its_Age_later(string date, string? age, double skew)
    {
        var headers = new Dictionary<string, string> { ["Date"] = date };
        if (age is not null)
        {
            headers["Age"] = age;
        }

        Assert.Equal(TimeSpan.FromSeconds(skew), ServerClock.From(headers, Noon)!.Skew);
    }

    [Fact]
    public void A_server_that_does_not_tell_its_time_has_no_clock()
    {
        Assert.Null(ServerClock.From(new Dictionary<string, string>(), Noon));
        Assert.Null(ServerClock.From(new Dictionary<string, string> { ["Date"] = "yesterday" }, Noon));
    }

    [Theory]
    [InlineData("7.4.6", ".NET 8.0.11", "2026-11-24", "PowerShell 7.4.6")]
    [InlineData("7.4.6", ".NET 8.0.11", "2026-11-10", null)]
    [InlineData("7.6.5", ".NET 10.0.12", "2026-11-24", null)]
    [InlineData("7.6.5", ".NET 10.0.12", "2028-11-15", "PowerShell 7.6.5")]
    [InlineData("7.99.0", ".NET 9.0.1", "2026-11-24", ".NET 9.0.1")]
    [InlineData("", "", "2026-11-24", null)]
    public void What_is_out_of_support_is_named(string shell, string runtime, string today, string? product)
    {
        var versions = new Dictionary<string, string> { ["PowerShellVersion"] = shell, ["Runtime"] = runtime, ["OperatingSystem"] = "Some System" };

        var ended = SupportDates.Ended(versions, _root.FullName, DateOnly.Parse(today, CultureInfo.InvariantCulture));

        Assert.Equal(product is null ? [] : [product], ended.Select(one => one.Product));
    }

    [Theory]
    [InlineData("SUPPORT_END=2026-05-13", true)]
    [InlineData("SUPPORT_END=\"2026-05-13\"", true)]
    [InlineData("SUPPORT_END=2027-05-13", false)]
    [InlineData("SUPPORT_END=soon", false)]
    [InlineData("VERSION_ID=12", false)]
    public void A_distribution_that_tells_the_end_of_its_support_is_believed(string line, bool isEnded)
    {
        Write("etc/os-release", $"NAME=Some\n{line}\n");

        Assert.Equal(isEnded, SupportDates.Ended(new Dictionary<string, string> { ["OperatingSystem"] = "Some 41" }, _root.FullName, DateOnly.FromDateTime(Noon.DateTime)).Any());
    }

    [Theory]
    [InlineData("Microsoft Windows 10.0.22000", true)]
    [InlineData("Microsoft Windows 10.0.26100", false)]
    public void A_build_of_Windows_that_nobody_supports_is_named(string system, bool isEnded)
    {
        Assert.Equal(isEnded, SupportDates.Ended(new Dictionary<string, string> { ["OperatingSystem"] = system }, _root.FullName, DateOnly.FromDateTime(Noon.DateTime)).Any());
    }

    [Theory]
    [InlineData(".dockerenv", null, "Docker")]
    [InlineData("run/.containerenv", null, "Podman")]
    [InlineData("var/run/secrets/kubernetes.io/serviceaccount/token", null, "Kubernetes")]
    [InlineData(".dockerenv", "10.0.0.1", "Kubernetes")]
    [InlineData("etc/hostname", null, null)]
    public void A_container_is_known_by_the_marks_of_its_engine(string path, string? kubernetesHost, string? kind)
    {
        Write(path, string.Empty);

        Assert.Equal(kind, ContainerMark.Find(_root.FullName, name => name == "KUBERNETES_SERVICE_HOST" ? kubernetesHost : null)?.Kind);
    }

    [Theory]
    [InlineData("127.0.0.1 api.apertis.ai", "127.0.0.1 api.apertis.ai")]
    [InlineData("10.0.0.9\tgateway  API.apertis.ai # by hand", "10.0.0.9\tgateway  API.apertis.ai # by hand")]
    [InlineData("# 127.0.0.1 api.apertis.ai", null)]
    [InlineData("127.0.0.1 other # api.apertis.ai", null)]
    public void A_line_of_the_hosts_file_is_found_by_its_name(string line, string? found)
    {
        Write("etc/hosts", $"127.0.0.1 localhost\n{line}\n");

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(found, SystemResolver.HostsLine("api.apertis.ai", _root.FullName));
        }
    }

    [Fact]
    public void The_public_roots_hold_those_that_everybody_knows_and_say_of_when_they_are()
    {
        Assert.InRange(PublicRoots.Count, 120, 400);
        Assert.True(DateOnly.ParseExact(PublicRoots.AsOf, "yyyy-MM-dd", CultureInfo.InvariantCulture) > new DateOnly(2025, 1, 1));

        // ISRG Root X1 and DigiCert Global Root G2, as their owners publish them.
        Assert.True(PublicRoots.Contains("96BCEC06264976F37460779ACF28C5A7CFE8A3C0AAE11A8FFCEE05C0BDDF08C6"));
        Assert.True(PublicRoots.Contains("cb3ccbb76031e5e0138f8dd39a23f9de47ffc35e43c1144cea27d46a5ab1cb5f"));
        Assert.False(PublicRoots.Contains(new string('0', 64)));
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\nServer: x", true, false, "HTTP/1.1 400 Bad Request", null)]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", false, false, "SSH-2.0-OpenSSH_9.2", null)]
    [InlineData("\u0015\u0003\u0001\u0000\u0002\u0002\u0046", false, true, null, "protocol_version")]
    [InlineData("\u0015\u0003\u0003\u0000\u0002\u0002\u0028", false, true, null, "handshake_failure")]
    [InlineData("\u0015\u0003\u0003\u0000\u0002\u0002\u0063", false, true, null, "alert 99")]
    [InlineData("\u0016\u0003\u0003\u0000\u007a", false, true, null, null)]
    [InlineData("\u0015\u0003", false, true, null, null)]
    [InlineData("\u0001\u0002\u0003", false, false, null, null)]
    [InlineData("", false, false, null, null)]
    public void First_bytes_tell_what_speaks_at_the_port(string received, bool isHttp, bool isTls, string? text, string? alert)
    {
        var bytes = new FirstBytes(Encoding.Latin1.GetBytes(received));

        Assert.Equal((isHttp, isTls, text, alert, received.Length == 0), (bytes.IsHttp, bytes.IsTls, bytes.Text, bytes.Alert, bytes.IsEmpty));
    }

    [Fact]
    public async Task A_stream_that_records_changes_nothing_and_keeps_the_beginning()
    {
        var data = Enumerable.Range(0, 1000).Select(number => (byte)number).ToArray();
        await using var stream = new RecordingStream(new MemoryStream(data));
        var copy = new MemoryStream();

        await stream.CopyToAsync(copy);

        Assert.Equal(data, copy.ToArray());
        Assert.False(stream.Received.IsEmpty);
    }

    private void Write(string path, string text)
    {
        var file = new FileInfo(Path.Combine(_root.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
    }
}
