using System.Globalization;
using Muster.Testing.Fuzzing;

namespace Muster.Bench;

/// <summary>Fuzzes the parsers of the reader for as long as wanted, and keeps what led somewhere new.</summary>
internal static class FuzzBench
{
    private const double Usual = 60;

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        if (Read(arguments) is not var (seconds, parser, corpus))
        {
            Console.Error.WriteLine("Takes SECONDS, --parser NAME and --corpus DIR, and nothing else.");
            return 64;
        }
        var targets = FuzzTargets.All.Where(target => parser is null || target.Name == parser).ToList();
        if (targets.Count == 0)
        {
            Console.Error.WriteLine(
                $"There is no parser '{parser}'; there are {string.Join(", ", FuzzTargets.All.Select(target => target.Name))}."
            );
            return 64;
        }
        var seed = Random.Shared.Next();
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {seconds:0} s for {targets.Count} parsers, corpus {corpus}")
        );
        var failed = 0;
        foreach (var target in targets)
        {
            var time = TimeSpan.FromSeconds(seconds / targets.Count);
            var outcome = await Fuzzer.RunAsync(target, time, seed, corpus, cancellationToken);
            failed += outcome.Failure is null ? 0 : 1;
            Console.WriteLine(Line(outcome));
        }
        return failed == 0 ? 0 : 1;
    }

    private static string Line(FuzzOutcome outcome) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{outcome.Target, -11}{outcome.Inputs, 10} inputs{outcome.Kept, 6} in the corpus  {(outcome.Failure is null ? "fine" : $"FAILED: {outcome.Failure}\n  input: {outcome.Input}\n  file: {outcome.File}")}"
        );

    private static (double Seconds, string? Parser, string Corpus)? Read(string[] arguments)
    {
        var (seconds, parser, corpus) = (Usual, (string?)null, Path.Combine("artifacts", "fuzz"));
        for (var i = 0; i < arguments.Length; i++)
            switch (arguments[i])
            {
                case "--parser" when i + 1 < arguments.Length:
                    parser = arguments[++i];
                    break;
                case "--corpus" when i + 1 < arguments.Length:
                    corpus = arguments[++i];
                    break;
                case var text when double.TryParse(text, CultureInfo.InvariantCulture, out var number):
                    seconds = number;
                    break;
                default:
                    return null;
            }
        return (seconds, parser, corpus);
    }
}
