using Muster.Engine.Plans;
using Muster.Server.Ui;

namespace Muster.Server.Plans;

/// <summary>Where a plan stands, in a word and a colour.</summary>
internal static class PlanStates
{
    public static string Word(Texts t, PlanState state) =>
        state switch
        {
            PlanState.Ready => t["ready"],
            PlanState.NothingToDo => t["nothing to do"],
            PlanState.Held => t["held"],
            PlanState.IncompleteRead => t["incomplete read"],
            PlanState.Expired => t["expired"],
            PlanState.Superseded => t["superseded"],
            PlanState.Discarded => t["discarded"],
            PlanState.Approved => t["approved"],
            _ => t["applied"],
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
