namespace Muster.Engine.Incremental;

/// <summary>How a plan was made.</summary>
/// <param name="Full">From everything, or only from what had changed.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record PlanningWay(bool Full, string Reason)
{
    /// <summary>The word that machines read: <c>full</c> or <c>incremental</c>.</summary>
    public string Word => Full ? "full" : "incremental";
}
