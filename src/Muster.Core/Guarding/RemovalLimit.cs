namespace Muster.Core.Guarding;

/// <summary>A limit on removals: passed by more than a share and at least a number, or by more than an absolute number.</summary>
/// <param name="Percent">More than this share of the whole, in percent, …</param>
/// <param name="AtLeast">… and at least this many, …</param>
/// <param name="Of">… of a whole that is at least this large.</param>
/// <param name="MoreThan">Or more than this many, whatever the share; null for no such limit.</param>
public sealed record RemovalLimit(int Percent, int AtLeast, int Of = 0, int? MoreThan = null)
{
    /// <summary>Whether removing so many of a whole passes the limit.</summary>
    public bool IsPassed(int removed, int whole) =>
        (whole >= Of && removed >= AtLeast && removed * 100L > (long)whole * Percent) || removed > MoreThan;

    /// <summary>The limit in words.</summary>
    public override string ToString()
    {
        var size = Of > 0 ? $" in a group of {Of} or more" : "";
        var absolute = MoreThan is { } number ? $", or {number} in all" : "";
        return $"the limit is {Percent} % from {AtLeast} removals on{size}{absolute}";
    }
}
