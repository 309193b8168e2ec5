using System.Net;
using Apertis.Diagnostics.Probes;

namespace Apertis.Client.Tests.Diagnostics.Probes;

public sealed class HostNameTests
{
    [Theory]
    [InlineData("api.apertis.ai", true)]
    [InlineData("gateway.example.com", true)]
    [InlineData("gateway", false)]
    [InlineData("localhost", false)]
    [InlineData("api.localhost", false)]
    [InlineData("gateway.invalid", false)]
    [InlineData("printer.local", false)]
    [InlineData("api.corp.internal", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("::1", false)]
    public void A_name_is_public_when_everybodys_DNS_is_to_know_it(string host, bool isPublic)
    {
        Assert.Equal(isPublic, HostName.IsPublic(host));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.31.255.255", true)]
    [InlineData("172.32.0.0", false)]
    [InlineData("192.168.1.1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("104.18.0.1", false)]
    [InlineData("::1", true)]
    [InlineData("::", true)]
    [InlineData("fd00::1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("2606:4700::1", false)]
    [InlineData("::ffff:192.168.1.1", true)]
    public void An_address_is_private_when_no_public_host_has_it(string address, bool isPrivate)
    {
        Assert.Equal(isPrivate, HostName.IsPrivate(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("api.apertis.ai", null)]
    [InlineData("API.APERTIS.AI", null)]
    [InlineData("apertis.ai", "api.apertis.ai")]
    [InlineData("docs.apertis.ai", "api.apertis.ai")]
    [InlineData("api.apertsi.ai", "api.apertis.ai")]
    [InlineData("api-apertis.ai", "api.apertis.ai")]
    [InlineData("gateway.corp.example", null)]
    [InlineData("api.openai.com", null)]
    [InlineData("localhost", null)]
    [InlineData("127.0.0.1", null)]
    public void A_slip_in_the_APIs_name_is_told_from_another_host(string host, string? known)
    {
        Assert.Equal(known, HostName.NearestKnown(host));
    }
}
