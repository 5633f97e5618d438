using Muster.Engine.Plans;
using Muster.Server.Ui;

namespace Muster.Server.Plans;

/// <summary>Where a plan stands, in a word and a colour.</summary>
internal static class PlanStates
{
    public static string Word(Texts T, PlanState state) =>
        state switch
        {
            PlanState.Ready => T["ready"],
            PlanState.NothingToDo => T["nothing to do"],
            PlanState.Held => T["held"],
            PlanState.IncompleteRead => T["incomplete read"],
            PlanState.Expired => T["expired"],
            PlanState.Superseded => T["superseded"],
            PlanState.Discarded => T["discarded"],
            PlanState.Approved => T["approved"],
            _ => T["applied"],
        };

    public static string Kind(PlanState state) =>
        state switch
        {
            PlanState.Ready => "run",
            PlanState.NothingToDo or PlanState.Applied or PlanState.Approved => "ok",
            PlanState.Held => "hold",
            PlanState.IncompleteRead => "bad",
            _ => "idle",
        };
}
