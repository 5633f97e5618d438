namespace Muster.Testing.Fuzzing;

/// <summary>What fuzzing one parser came to.</summary>
/// <param name="Target">Name of the parser.</param>
/// <param name="Inputs">Inputs tried, replayed ones among them.</param>
/// <param name="Kept">Inputs in the corpus.</param>
/// <param name="Failure">What went wrong; null when all is well.</param>
/// <param name="Input">The input that did it, in Base64.</param>
/// <param name="File">Where it was written; null without a corpus folder.</param>
public sealed record FuzzOutcome(string Target, long Inputs, int Kept, string? Failure = null, string? Input = null, string? File = null);

/// <summary>Feeds a parser with what nobody should send, until the time is over or a rule is broken.</summary>
public static class Fuzzer
{
    /// <summary>An input that takes longer is taken for one that never ends.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private const int BatchSize = 200;

    /// <param name="target">The parser.</param>
    /// <param name="time">How long; what is in the corpus is replayed first in any case.</param>
    /// <param name="seed">Draws the inputs.</param>
    /// <param name="corpus">Folder whose inputs are replayed and added to; null for none.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static async Task<FuzzOutcome> RunAsync(
        FuzzTarget target,
        TimeSpan time,
        int seed,
        string? corpus,
        CancellationToken cancellationToken
    )
    {
        var kept = new FuzzCorpus(target, corpus);
        var inputs = new FuzzInputs(target, new Random(seed));
        var session = new Session(target, kept);
        var begun = TimeProvider.System.GetTimestamp();
        var failure = await session.TryAsync([.. kept.Inputs], known: true, cancellationToken);
        while (failure is null && TimeProvider.System.GetElapsedTime(begun) < time)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var drawn = Enumerable.Range(0, BatchSize).Select(_ => inputs.Draw(kept.Inputs)).ToArray();
            failure = await session.TryAsync(drawn, known: false, cancellationToken);
        }
        var outcome = new FuzzOutcome(target.Name, session.Tried, kept.Inputs.Count);
        return failure is null
            ? outcome
            : outcome with
            {
                Failure = failure,
                Input = Convert.ToBase64String(session.Last),
                File = kept.Fail(session.Last),
            };
    }

    private sealed class Session(FuzzTarget target, FuzzCorpus corpus)
    {
        public long Tried { get; private set; }

        public byte[] Last { get; private set; } = [];

        /// <returns>What went wrong with the last input; null when all is well.</returns>
        public async Task<string?> TryAsync(byte[][] inputs, bool known, CancellationToken cancellationToken)
        {
            try
            {
                await Task.Run(() => AllAsync(inputs, known, cancellationToken), cancellationToken).WaitAsync(Longest, cancellationToken);
                return null;
            }
            catch (TimeoutException)
            {
                return $"it did not end within {Longest.TotalSeconds:0} s";
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                return $"{problem.GetType().Name}: {problem.Message}\n{problem.StackTrace}";
            }
        }

        private async Task AllAsync(byte[][] inputs, bool known, CancellationToken cancellationToken)
        {
            foreach (var input in inputs)
            {
                Last = input;
                Tried++;
                corpus.Note(input, await target.Run(input, cancellationToken), known);
            }
        }
    }
}
