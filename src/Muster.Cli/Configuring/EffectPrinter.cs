using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Core.Planning;
using Muster.Engine.Configuration;
using Muster.Server;

namespace Muster.Cli.Configuring;

/// <summary>Says what a change of the configuration would do, worst consequence first.</summary>
internal sealed class EffectPrinter(Terminal terminal, MusterInstance muster)
{
    public async Task PrintAsync(IEnumerable<SettingsEffect> effects, CancellationToken cancellationToken)
    {
        foreach (var effect in effects)
        {
            foreach (var loss in effect.Unlimited)
                terminal.Say(
                    $"[red]![/] '{effect.Connection.Name}': guards.{loss} would have no limit left; it would never hold anything."
                );
            await PrintAsync(effect.Connection.Name, effect.Plans, cancellationToken);
            if (effect is { GuardsBefore: { Runs: > 0 } before, GuardsAfter: { } after })
                terminal.Say(
                    $"'{effect.Connection.Name}' in the last {(int)SettingsChanges.Lookback.TotalDays} days: of {Numbers.Of(after.Runs, "run")}, {Numbers.Of(before.Held)} held by the guard rails as they are, {Numbers.Of(after.Held)} as they would be."
                );
        }
    }

    public async Task PrintAsync(string name, DraftComparison? plans, CancellationToken cancellationToken)
    {
        if (plans is null)
            terminal.Say($"'{name}' was never read to its end, so its next sync will show what the change does.");
        else if (plans.IsSame)
            terminal.Say($"'{name}': the next sync would do the same as before, as the directory was last read.");
        else
        {
            terminal.Say($"'{name}', as its directory was last read. The next sync would do, because of the change:");
            if (plans.More.IsEmpty)
                terminal.Say($"  nothing more than before.");
            else
                await new PlanPrinter(terminal, muster.Database.Platform).PrintAsync(
                    plans.More,
                    plans.Mirror,
                    plans.Actual,
                    everything: false,
                    cancellationToken
                );
            if (!plans.Less.IsEmpty)
                terminal.Say($"and no longer: {PlanWords.Sentence(plans.Less.Counts)}");
            Verdict(plans);
        }
    }

    private void Verdict(DraftComparison plans)
    {
        var before = plans.Before.Verdict is PlanVerdict.Held;
        if (plans.After.Verdict is PlanVerdict.Held(var trips))
        {
            terminal.Say($"[yellow]■[/] It would {(before ? "still " : "")}be held, and wait for a person:");
            foreach (var trip in trips.Take(10))
                terminal.Say($"  [yellow]{trip.Guard}[/] {trip.Detail}");
            if (trips.Count > 10)
                terminal.Say($"  [grey]… and {Numbers.Of(trips.Count - 10)} more[/]");
        }
        else if (before)
            terminal.Say($"[red]![/] It would no longer be held: it would be applied without a person.");
    }
}
