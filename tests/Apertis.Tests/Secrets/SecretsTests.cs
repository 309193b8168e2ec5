using System.Management.Automation;
using Apertis.Engine;
using Apertis.Gateway;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Secrets;

/// <summary>No key and no password in anything that the module lets out.</summary>
public sealed class SecretsTests : IClassFixture<Bench>
{
    private const string Password = SecretHunt.Password;

    private static readonly Secret Planted = SecretHunt.Planted;

    private readonly Bench _bench;

    public SecretsTests(Bench bench)
    {
        ArgumentNullException.ThrowIfNull(bench);
        _bench = bench;
        Session.SetDefault("ApiKey", GatewayKeys.Good);
        Session.SetDefault("BaseUri", Gateway.BaseUri.ToString());
        foreach (var parameter in (string[])["TimeoutSec", "Proxy", "ProxyCredential"])
        {
            Session.SetDefault(parameter, null);
        }
    }

    public static TheoryData<string, string> EchoCases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var command in SecretHunt.Commands)
            {
                foreach (var status in (string[])["200", "302", "400", "401", "403", "404", "407", "429", "500", "503"])
                {
                    cases.Add(command, status);
                }
            }

            return cases;
        }
    }

    public static TheoryData<string> CommandCases => [.. SecretHunt.Commands];

    private GatewayServer Gateway => _bench.Gateway;

    private EngineSession Session => _bench.Session;

    [Theory]
    [MemberData(nameof(EchoCases))]
    public void Server_that_quotes_the_key_does_not_get_it_shown(string command, string status)
    {
        Session.SetDefault("ApiKey", Planted.Value);
        Session.SetDefault("BaseUri", Gateway.WithFault("echo-secret", ("status", status), ("retry-after-ms", "1"), ("on", "chat,models,key,v2,usage,info")).ToString());

        Session.AssertSecretsStay(command);
        Assert.Contains(Gateway.Requests, request => request.Headers.TryGetValue("Authorization", out var sent) && sent == $"Bearer {Planted.Value}");
    }

    [Theory]
    [InlineData(403)]
    [InlineData(200)]
    public void Server_that_quotes_the_key_in_part_does_not_get_it_shown(int status)
    {
        Session.SetDefault("ApiKey", Planted.Value);
        var part = Planted.Value[6..26];
        var upper = Planted.Value.ToUpperInvariant();
        var uri = status == 403
            ? Gateway.WithFault("status", ("status", "403"), ("message", $"{part} {upper} {part[..8]}"), ("header.cf-ray", part), ("header.x-request-id", part), ("header.Server", upper))
            : Gateway.WithFault("error-in-200", ("code", part), ("message", part), ("param", part));

        // The address of the fault holds the parts too.
        Session.SetDefault("BaseUri", uri.ToString());

        foreach (var command in SecretHunt.Commands)
        {
            Session.AssertSecretsStay(command);
        }
    }

    [Theory]
    [InlineData("login-page")]
    [InlineData("not-json")]
    [InlineData("hang")]
    [InlineData("reset")]
    [InlineData("truncated")]
    public void Other_failures_do_not_show_the_key(string fault)
    {
        Session.SetDefault("ApiKey", Planted.Value);
        Session.SetDefault("BaseUri", Gateway.WithFault(fault).ToString());
        Session.SetDefault("TimeoutSec", 0.3);

        Session.AssertSecretsStay("Invoke-ApertisChat hello -MaximumRetryCount 0");
        Session.AssertSecretsStay("Test-ApertisKey");
        Session.AssertSecretsStay("Test-ApertisConnection");
    }

    [Theory]
    [MemberData(nameof(CommandCases))]
    public void Success_does_not_show_the_key(string command)
    {
        Session.AssertSecretsStay(command);
    }

    [Fact]
    public void Answer_is_never_altered_and_the_rest_of_the_response_is()
    {
        Session.SetVariable("key", GatewayKeys.Good);
        Session.SetDefault("BaseUri", Gateway.WithFault("none", ("header.X-Echo", "see below")).ToString());

        var result = Session.Run("Invoke-ApertisChat \"say $key\" -Debug -Verbose");

        var answer = result.OnlyOutput();
        Assert.Equal($"You said: say {GatewayKeys.Good}", answer.Get("Content"));
        Assert.Equal($"say {GatewayKeys.Good}", answer.Get("Prompt"));
        var good = new Secret(GatewayKeys.Good);
        good.AssertNotIn(answer.Get("Response"), "Response");
        good.AssertNotIn(result.Debug, "Debug");
        good.AssertNotIn(result.Verbose, "Verbose");
        Assert.Contains(GatewayKeys.Good, Gateway.Requests[^1].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{0}é")]
    [InlineData("é{0}")]
    [InlineData("{0} {0}")]
    [InlineData("'{0}\"")]
    [InlineData("Bearer Bearer {0}\u0001")]
    [InlineData("key={0};\u200b x")]
    public void Malformed_key_is_not_quoted(string form)
    {
        Session.SetDefault("ApiKey", string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Planted.Value));

        foreach (var command in SecretHunt.Commands)
        {
            Session.AssertSecretsStay(command);
        }
    }

    [Fact]
    public void Key_that_needs_cleaning_is_known_in_both_forms()
    {
        var written = Planted.Value.Insert(10, "\u200b");
        Session.SetDefault("ApiKey", $" \"{written}\" ");
        Session.SetDefault("BaseUri", Gateway.WithFault("invalid_request", ("message", $"{written} or {Planted.Value}")).ToString());

        Session.AssertSecretsStay("Invoke-ApertisChat hello");
        Session.AssertSecretsStay("Test-ApertisKey");
    }

    [Theory]
    [MemberData(nameof(CommandCases))]
    public void Password_in_the_base_is_neither_sent_nor_shown(string command)
    {
        foreach (var fault in (string[])["none", "internal_error", "redirect"])
        {
            var uri = Gateway.WithFault(fault);
            Session.SetDefault("BaseUri", new UriBuilder(uri) { UserName = "kim", Password = Password }.Uri.AbsoluteUri);

            Session.AssertSecretsStay(command);
            Assert.All(Gateway.RequestsTo(uri), request => Assert.DoesNotContain(request.Headers, header => header.Value.Contains("Basic", StringComparison.Ordinal) || header.Value.Contains(Password, StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("ftp://kim:{0}@gateway.invalid/v1")]
    [InlineData("http://kim:{0}@")]
    [InlineData("kim:{0}@gateway.invalid")]
    [InlineData("https://kim:{0}@gate way.invalid")]
    [InlineData("https://kim:{0}@gateway.invalid:99999")]
    [InlineData("http://kim:{0}@gateway.invalid")]
    [InlineData("https://kim:{0}@gateway.invalid/v1?key={0}")]
    [InlineData("https://{0}@gateway.invalid/v1")]
    [InlineData("https://kim:p@{0}@gateway.invalid/v1")]
    [InlineData("https://kim:%54r0ub4dor%2dStapler@gateway.invalid/v1")]
    public void Password_in_a_base_that_does_not_work_is_not_shown(string form)
    {
        Session.SetDefault("BaseUri", string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Password));

        foreach (var command in SecretHunt.Commands)
        {
            Session.AssertSecretsStay(command);
        }
    }

    [Theory]
    [InlineData(GatewayProxyMode.Open)]
    [InlineData(GatewayProxyMode.RequireAuthentication)]
    [InlineData(GatewayProxyMode.RefuseConnect)]
    [InlineData(GatewayProxyMode.BlockPage)]
    public async Task Password_of_a_proxy_is_not_shown(GatewayProxyMode mode)
    {
        await using var secure = await GatewayServer.StartAsync(new GatewayOptions { Certificate = GatewayCertificate.Good, Authority = TrustedAuthority.Value });
        await using var proxy = await GatewayProxy.StartAsync(mode, "kim", "another password");
        foreach (var target in (Uri[])[Gateway.BaseUri, secure.BaseUri, new Uri("https://gateway.invalid")])
        {
            Session.SetDefault("BaseUri", target.ToString());
            Session.SetDefault("Proxy", new UriBuilder(proxy.Uri) { UserName = "kim", Password = Password }.Uri);
            Session.SetDefault("ProxyCredential", null);
            Session.AssertSecretsStay("Invoke-ApertisChat hello -MaximumRetryCount 0");
            Session.AssertSecretsStay("Test-ApertisKey");
            Session.AssertSecretsStay("Test-ApertisConnection");

            Session.SetDefault("Proxy", proxy.Uri);
            Session.SetDefault("ProxyCredential", new PSCredential("kim", new System.Net.NetworkCredential("kim", Password).SecurePassword));
            Session.AssertSecretsStay("Invoke-ApertisChat hello -MaximumRetryCount 0");
            Session.AssertSecretsStay("Test-ApertisConnection");
        }
    }

    [Fact]
    public void Password_of_a_proxy_that_can_not_be_reached_is_not_shown()
    {
        foreach (var proxy in (string[])[$"http://kim:{Password}@127.0.0.1:{Ports.Refused()}", $"http://kim:{Password}@proxy.invalid:3128", $"socks4://kim:{Password}@127.0.0.1:{Ports.Refused()}", $"ftp://kim:{Password}@127.0.0.1:21", $"kim:{Password}@proxy", $"/{Password}"])
        {
            Session.SetDefault("Proxy", proxy);
            Session.AssertSecretsStay("Invoke-ApertisChat hello -MaximumRetryCount 0");
            Session.AssertSecretsStay("Test-ApertisKey");
            Session.AssertSecretsStay("Test-ApertisConnection");
        }
    }

    [Fact]
    public void Key_given_as_a_model_is_not_shown()
    {
        Session.SetVariable("key", GatewayKeys.Good);

        Session.AssertSecretsStay("Invoke-ApertisChat hello -Model $key");
        Session.AssertSecretsStay("Test-ApertisKey -Model $key");
    }

    [Fact]
    public void Key_object_shows_nothing_of_the_key()
    {
        Session.SetVariable("key", Planted.Value);

        Planted.AssertNotIn(Session.Run("[Apertis.ApiKey]::new($key)").OnlyOutput(), "ApiKey");
        Planted.AssertNotIn(Session.Show("[Apertis.ApiKey]::new($key)"), "shown");
        Assert.Equal("sk-Qz…DdEe", Session.Run("\"$([Apertis.ApiKey]::new($key))\"").OnlyOutput().ToString());
        Assert.Equal("sk-…", Session.Run("\"$([Apertis.ApiKey]::new('sk-short'))\"").OnlyOutput().ToString());
    }

    [Fact]
    public void Search_for_secrets_finds_them()
    {
        foreach (var text in (string[])[Planted.Value, Planted.Value[9..17], Planted.Value.ToUpperInvariant(), string.Concat(Planted.Value.Select(character => $"\\u{(int)character:x4}")), string.Concat(Planted.Value.Select(character => $"%{(int)character:X2}"))])
        {
            Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Planted.AssertNotIn($"before {text} after", "text"));
            Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Planted.AssertNotIn(new InvalidOperationException("outer", new InvalidOperationException(text)), "exception"));
            var item = new PSObject();
            item.Properties.Add(new PSNoteProperty("Items", new List<object> { new Dictionary<string, string> { ["x"] = text } }));
            Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Planted.AssertNotIn(item, "object"));
        }

        Planted.AssertNotIn("sk-Qz…DdEe", "masked");
    }
}
