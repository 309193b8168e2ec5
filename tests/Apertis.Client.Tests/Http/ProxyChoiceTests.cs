using Apertis.Client.Http;

namespace Apertis.Client.Tests.Http;

public sealed class ProxyChoiceTests
{
    private static readonly Uri Target = new("https://api.apertis.ai/v1");
    private static readonly Uri Proxy = new("http://proxy.example:3128/");

    [Theory]
    [InlineData("HTTPS_PROXY", "http://proxy.example:3128", "$env:HTTPS_PROXY")]
    [InlineData("https_proxy", "proxy.example:3128", "$env:https_proxy")]
    [InlineData("ALL_PROXY", "http://kim:secret@PROXY.example:3128/", "$env:ALL_PROXY")]
    [InlineData("HTTP_PROXY", "http://proxy.example:3128", "the system's settings")]
    [InlineData("HTTPS_PROXY", "http://other.example:3128", "the system's settings")]
    [InlineData("HTTPS_PROXY", null, "the system's settings")]
    public void The_one_who_chose_the_proxy_is_named(string variable, string? value, string source)
    {
        Assert.Equal((Proxy, source), Source(new ConnectionOptions(), Proxy, (variable, value)));
    }

    [Fact]
    public void A_parameter_chose_where_there_is_one()
    {
        Assert.Equal((Proxy, "-Proxy"), Source(new ConnectionOptions { Proxy = Proxy }, Proxy, ("HTTPS_PROXY", "http://other.example:1")));
        Assert.Equal((null, "-NoProxy"), Source(new ConnectionOptions { NoProxy = true }, null, ("HTTPS_PROXY", "http://other.example:1")));
        Assert.Equal((null, "no proxy is set"), Source(new ConnectionOptions(), null));
    }

    [Theory]
    [InlineData("api.apertis.ai", true)]
    [InlineData("localhost, .apertis.ai", true)]
    [InlineData("*.apertis.ai", true)]
    [InlineData("*", true)]
    [InlineData(".example,other", false)]
    public void A_host_that_is_listed_goes_straight_and_one_that_is_not_has_a_proxy_that_is_ignored(string list, bool isListed)
    {
        var choice = ProxyChoice.Find(new ConnectionOptions(), null, Target, Environment(("NO_PROXY", list), ("HTTPS_PROXY", "http://proxy.example:3128")));

        Assert.Equal(isListed ? null : "$env:HTTPS_PROXY", choice.IgnoredVariable);
        Assert.Equal(isListed ? "$env:NO_PROXY lists the host" : "no proxy is in use", choice.Source);
    }

    [Theory]
    [InlineData("socks5h://127.0.0.1:1080", true)]
    [InlineData("http://", true)]
    [InlineData("http://proxy.example:3128", false)]
    public void A_proxy_in_a_form_that_nobody_can_use_is_told_from_one_that_came_too_late(string value, bool isForm)
    {
        Assert.Equal(isForm, ProxyChoice.Find(new ConnectionOptions(), null, Target, Environment(("HTTPS_PROXY", value))).IsIgnoredForItsForm);
    }

    private static (Uri? Proxy, string Source) Source(ConnectionOptions options, Uri? proxy, params (string Name, string? Value)[] variables)
    {
        var choice = ProxyChoice.Find(options, proxy, Target, Environment(variables));
        return (choice.Uri, choice.Source);
    }

    private static Func<string, string?> Environment(params (string Name, string? Value)[] variables) =>
        name => variables.FirstOrDefault(variable => variable.Name == name).Value;
}
