using System.Globalization;
using Muster.Testing.Model;

namespace Muster.Bench;

/// <summary>Plays random histories of tenant, decisions and clock to Muster and to the model of plain sets.</summary>
internal static class RuleBench
{
    public static async Task<int> RunAsync(int first, int count, CancellationToken cancellationToken)
    {
        var wrong = 0;
        var done = 0;
        await Parallel.ForAsync(
            first,
            first + count,
            cancellationToken,
            async (seed, token) =>
            {
                try
                {
                    await RuleHistory.PlayAsync(seed, token);
                }
                catch (ModelDisagreementException disagreement)
                {
                    Interlocked.Increment(ref wrong);
                    await Console.Out.WriteLineAsync(disagreement.Message.AsMemory(), token);
                }
                if (Interlocked.Increment(ref done) % 100 == 0)
                    await Console.Error.WriteLineAsync(
                        string.Create(CultureInfo.InvariantCulture, $"{done} histories, {wrong} wrong").AsMemory(),
                        token
                    );
            }
        );
        await Console.Out.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"{done} histories from seed {first}, {wrong} wrong").AsMemory(),
            cancellationToken
        );
        return wrong == 0 ? 0 : 1;
    }
}
