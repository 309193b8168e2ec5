using Apertis.Engine;
using Apertis.Shell;

// Diagnoses in a process of its own, where the network, the clock, the environment or the files of /etc are others: runs the script
// given as argument and writes each finding as a line of JSON, and each error to standard error.
using var session = new EngineSession();
var result = session.Run(args[0]);
foreach (var check in result.Output)
{
    Console.Out.WriteLine(Finding.From(check).ToLine());
}

foreach (var error in result.Errors)
{
    Console.Error.WriteLine(error);
}

return result.Errors.Count == 0 ? 0 : 1;
