using Muster.GraphEmulator.Delta;
using Muster.GraphEmulator.Faults;

namespace Muster.GraphEmulator.Control;

/// <summary>Carries out orders about faults.</summary>
internal sealed class FaultsControl(FaultRules rules, LinkGeneration links, Outage outage)
{
    public object Show() => new { rules = rules.Show() };

    public object Clear()
    {
        rules.Clear();
        return Show();
    }

    /// <exception cref="ControlException">There is no rule of that number.</exception>
    public object Remove(string number) =>
        long.TryParse(number, out var wanted) && rules.Remove(wanted)
            ? Show()
            : throw new ControlException(404, "NotFound", $"There is no fault rule {number}.");

    /// <exception cref="ControlException">A rule makes no sense; none is added then.</exception>
    public object Set(FaultOrder order)
    {
        if (order.FindProblem() is { } problem)
            throw ControlException.Invalid(problem);
        rules.Add(order.Rules ?? []);
        if (order.ExpireDeltaTokens)
            links.Expire();
        if (order.RefuseConnectionsMs is { } pause)
            outage.Begin(TimeSpan.FromMilliseconds(pause));
        return Show();
    }
}
