namespace Muster.Engine.Runs;

/// <summary>What reading back showed, after a plan was written: whether its memberships stand as it says.</summary>
/// <param name="Memberships">Memberships that the plan began or ended.</param>
/// <param name="Differing">Those that do not stand as planned; 0 is well.</param>
public sealed record RunVerification(long Memberships, long Differing)
{
    /// <summary>Where they differ, for people; the first few.</summary>
    public IReadOnlyList<string> Where { get; init; } = [];

    /// <summary>At most so many places are named.</summary>
    public const int MostNamed = 10;
}
