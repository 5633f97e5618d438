using Muster.Testing;
using Muster.Testing.Fuzzing;

namespace Muster.Simulation.Tests;

/// <summary>A short run of what <c>Muster.Bench fuzz</c> does for hours.</summary>
public sealed class FuzzTests
{
    private static readonly string Corpus = Path.Combine(SharedData.Repository(), "tests", "Muster.Simulation.Tests", "FuzzCorpus");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Parsers() => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Parsers))]
    public async Task Whatever_is_answered_a_parser_refuses_or_reads_it_and_removes_nobody(string parser)
    {
        var target = FuzzTargets.All.Single(target => target.Name == parser);
        var outcome = await Fuzzer.RunAsync(target, TimeSpan.FromSeconds(2), seed: 4711, corpus: null, Token);
        Assert.True(outcome.Failure is null, $"{outcome.Failure}\ninput: {outcome.Input}");
        Assert.True(outcome.Kept > target.Seeds.Count, "every input led to the same outcome");
    }

    /// <summary>Every input that once was answered wrongly, in the folder of its parser.</summary>
    public static TheoryData<string, string> Found()
    {
        var found = new TheoryData<string, string>();
        foreach (var file in Directory.EnumerateFiles(Corpus, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            found.Add(Path.GetRelativePath(Corpus, Path.GetDirectoryName(file)!), Path.GetFileName(file));
        return found;
    }

    [Theory]
    [MemberData(nameof(Found))]
    public async Task What_was_found_before_stays_mended(string parser, string input)
    {
        var target = FuzzTargets.All.SingleOrDefault(target => target.Name == parser);
        Assert.True(target is not null, $"The folder {parser} of the corpus names no parser; there are {string.Join(", ", Parsers())}.");
        Assert.NotNull(await target.Run(await File.ReadAllBytesAsync(Path.Combine(Corpus, parser, input), Token), Token));
    }

    [Fact]
    public async Task A_parser_that_crashes_or_removes_is_found()
    {
        var crash = await FirstAsync(input => input.Length % 7 == 3 ? throw new InvalidOperationException("crash") : "fine");
        var removal = await FirstAsync(input => input.Length % 5 == 1 ? throw new FuzzFailureException("removed") : "fine");

        Assert.Contains("crash", crash.Failure, StringComparison.Ordinal);
        Assert.Contains("removed", removal.Failure, StringComparison.Ordinal);
        Assert.Equal(3, Convert.FromBase64String(crash.Input!).Length % 7);
    }

    private static Task<FuzzOutcome> FirstAsync(Func<byte[], string> parser) =>
        Fuzzer.RunAsync(
            new FuzzTarget("broken", ["\"id\""], ["{}"u8.ToArray()], (input, _) => ValueTask.FromResult(parser(input))),
            TimeSpan.FromSeconds(5),
            seed: 1,
            corpus: null,
            Token
        );
}
