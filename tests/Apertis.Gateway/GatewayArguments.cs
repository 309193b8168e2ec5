using System.Globalization;

namespace Apertis.Gateway;

/// <summary>The command line of the gateway on its own.</summary>
internal sealed record GatewayArguments(GatewayOptions Options, bool StopWithStandardInput, bool Help)
{
    public const string Usage = """
        Usage: Apertis.Gateway [options]

          --port N              TCP port on loopback, 0 to 65535; 0, the default, takes a free one
          --certificate KIND    https with a certificate: good, expired, notyetvalid, wrongname, selfsigned, untrustedroot
          --root-file PATH      where to write the root certificate (PEM) for a client to trust
          --word-delay-ms N     pause between streamed words
          --answer-delay-ms N   pause before a chat answer
          --models N            how many models there are, 0 to 100000; more than the usual ones are revisions of them
          --no-record           don't keep requests, so that memory does not grow
          --stop-with-stdin     stop when standard input closes
          --help                this text, the keys and the faults
        """;

    private const int MostModels = 100_000;

    /// <summary>File for the root certificate; null writes none.</summary>
    public string? RootFile { get; init; }

    /// <exception cref="FormatException">An unknown option or value; the message is for the user.</exception>
    public static GatewayArguments Parse(IReadOnlyList<string> arguments)
    {
        var parsed = new GatewayArguments(new GatewayOptions(), false, false);
        for (int index = 0; index < arguments.Count; index++)
        {
            string name = arguments[index];
            switch (name)
            {
                case "--help" or "-h":
                    parsed = parsed with { Help = true };
                    continue;
                case "--stop-with-stdin":
                    parsed = parsed with { StopWithStandardInput = true };
                    continue;
                case "--no-record":
                    parsed = parsed with { Options = parsed.Options with { RecordRequests = false } };
                    continue;
                case "--port" or "--certificate" or "--root-file" or "--word-delay-ms" or "--answer-delay-ms" or "--models":
                    break;
                default:
                    throw new FormatException($"Unknown option '{name}'. Try --help.");
            }

            if (++index == arguments.Count)
            {
                throw new FormatException($"The option {name} needs a value.");
            }

            parsed = parsed.With(name, arguments[index]);
        }

        return parsed;
    }

    private GatewayArguments With(string name, string value) => name switch
    {
        "--port" => this with { Options = Options with { Port = Number(name, value, 65535) } },
        "--certificate" => this with { Options = Options with { Certificate = Certificate(value) } },
        "--root-file" => this with { RootFile = value },
        "--word-delay-ms" => this with { Options = Options with { WordDelay = Pause(name, value) } },
        "--models" => this with { Options = Options with { ModelCount = Number(name, value, MostModels) } },
        _ => this with { Options = Options with { AnswerDelay = Pause(name, value) } },
    };

    private static TimeSpan Pause(string name, string value) =>
        TimeSpan.FromMilliseconds(Number(name, value, int.MaxValue));

    private static int Number(string name, string value, int maximum) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= maximum
            ? number
            : throw new FormatException($"The option {name} needs a whole number from 0 to {maximum}, not '{value}'.");

    private static GatewayCertificate Certificate(string value) =>
        Enum.TryParse(value, ignoreCase: true, out GatewayCertificate kind) && Enum.IsDefined(kind) && !char.IsDigit(value[0])
            ? kind
            : throw new FormatException($"Unknown certificate '{value}'. Try --help.");
}
