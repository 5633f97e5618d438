using Muster.Entra.Http;

namespace Muster.Testing.Fleet;

/// <summary>A step of time and what it has to give.</summary>
/// <param name="From">Its beginning, in seconds since the start.</param>
/// <param name="To">Its end.</param>
/// <param name="Latency">Seconds that Graph takes for an answer.</param>
/// <param name="Budgets">Budgets of Graph.</param>
/// <param name="Rules">When a request is repeated.</param>
/// <param name="Clock">Stands at the beginning of the step.</param>
/// <param name="Node">Processors of the nodes.</param>
/// <param name="Database">Processors of the database.</param>
internal sealed record FleetStep(
    double From,
    double To,
    double Latency,
    GraphBudgets Budgets,
    RetryRules Rules,
    TimeProvider Clock,
    Processors Node,
    Processors Database
);

/// <summary>Processor time of one step; whoever asks first gets it, and nobody more than one processor.</summary>
/// <param name="cores">Processors.</param>
/// <param name="seconds">Length of the step.</param>
/// <param name="background">Processor time that is gone before anybody asks.</param>
internal sealed class Processors(double cores, double seconds, double background)
{
    private double _left = (cores * seconds) - background;

    /// <summary>Part of it that was taken, from 0 to 1, or more where the background alone is too much.</summary>
    public double Use => 1 - (_left / (cores * seconds));

    /// <summary>Works.</summary>
    /// <param name="need">Seconds of work; what is left of them afterwards.</param>
    /// <param name="at">When it begins; when it ended, or the end of the step.</param>
    /// <param name="end">End of the step.</param>
    /// <returns>Whether all is done.</returns>
    public bool Take(ref double need, ref double at, double end)
    {
        var done = Math.Max(0, Math.Min(need, Math.Min(end - at, _left)));
        (need, at, _left) = (need - done, at + done, _left - done);
        if (need <= 0)
            return true;
        at = end;
        return false;
    }
}
