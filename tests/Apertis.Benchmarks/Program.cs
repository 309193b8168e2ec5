using Apertis.Benchmarks;
using Apertis.Benchmarks.Contestants;
using Apertis.Benchmarks.Rows;

const int UsageError = 2;
const int BarMissed = 1;

IBenchmark[] all =
[
    new CallBenchmark<BareChat>(gateway => new BareChat(gateway), (time, allocations) => time <= 1.25 && allocations <= 3)
    {
        Name = "call",
        Against = "bare HttpClient + System.Text.Json",
        Bar = "≤ 1.25× time, ≤ 3× allocations",
    },
    new CallBenchmark<OpenAiChat>(gateway => new OpenAiChat(gateway), (time, _) => time < 1)
    {
        Name = "call-openai",
        Against = "OpenAI .NET SDK",
        Bar = "faster",
    },
    new ShellCallBenchmark(),
    new StreamBenchmark(),
    new BulkBenchmark(),
    new ParallelBenchmark(),
    new MemoryBenchmark(),
    new ImportBenchmark(),
    new FirstCallBenchmark(),
    new CompletionBenchmark(),
    new ModelsBenchmark(),
];

if (args.Except(all.Select(row => row.Name)).Any())
{
    Console.WriteLine($"Usage: Apertis.Benchmarks [ROW...]   all, or some of: {string.Join(", ", all.Select(row => row.Name))}");
    return args is ["--help" or "-h"] ? 0 : UsageError;
}

var table = new ResultTable();
foreach (var row in all.Where(row => args.Length == 0 || args.Contains(row.Name)))
{
    await Console.Error.WriteLineAsync($"Measuring {row.Name} ...");
    table.Add(row, await row.MeasureAsync());
}

Console.WriteLine(table);
return table.HasMissed ? BarMissed : 0;
