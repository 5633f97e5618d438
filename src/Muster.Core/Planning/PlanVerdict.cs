using Muster.Core.Guarding;

namespace Muster.Core.Planning;

/// <summary>What may be done with a plan.</summary>
public abstract record PlanVerdict
{
    private PlanVerdict() { }

    /// <summary>May be applied.</summary>
    public sealed record Ready : PlanVerdict;

    /// <summary>The platform equals the directory.</summary>
    public sealed record NothingToDo : PlanVerdict;

    /// <summary>Waits for a person.</summary>
    /// <param name="Trips">Every guard rail it ran into, with the arithmetic.</param>
    public sealed record Held(IReadOnlyList<GuardTrip> Trips) : PlanVerdict;
}
