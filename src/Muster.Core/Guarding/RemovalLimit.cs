using Muster.Core.Reporting;

namespace Muster.Core.Guarding;

/// <summary>A limit on removals: passed by more than a share and at least a number, or by more than an absolute number.</summary>
/// <param name="Percent">More than this share of the whole, in percent, …; null when no share is too much.</param>
/// <param name="AtLeast">… and at least this many, …</param>
/// <param name="Of">… of a whole that is at least this large.</param>
/// <param name="MoreThan">Or more than this many, whatever the share; null for no such limit.</param>
public sealed record RemovalLimit(int? Percent, int AtLeast, int Of = 0, int? MoreThan = null)
{
    /// <summary>Whether there is no limit left: neither a share nor a number.</summary>
    public bool IsEmpty => Percent is null && MoreThan is null;

    /// <summary>Whether removing so many of a whole passes the limit.</summary>
    public bool IsPassed(int removed, int whole) =>
        (Percent is { } percent && whole >= Of && removed >= AtLeast && removed * 100L > (long)whole * percent) || removed > MoreThan;

    /// <summary>How many more may be removed before the limit is passed; null when any number may.</summary>
    /// <param name="removed">How many were removed already.</param>
    /// <param name="whole">Of how many, those included.</param>
    public int? Headroom(int removed, int whole)
    {
        long? left = MoreThan - (long)removed;
        if (Percent is { } percent && whole >= Of)
            left = Math.Min(left ?? long.MaxValue, Math.Max(AtLeast - 1, (long)whole * percent / 100) - removed);
        return left is { } number ? (int)Math.Max(0, Math.Min(number, whole - removed)) : null;
    }

    /// <summary>The limit in words.</summary>
    public override string ToString()
    {
        var size = Of > 0 ? CountWords.Text($" in a group of {Of} or more") : "";
        var from = CountWords.Of(AtLeast, "removal");
        return (Percent, MoreThan) switch
        {
            ({ } percent, { } number) => CountWords.Text($"the limit is {percent} % from {from} on{size}, or {number} in all"),
            ({ } percent, null) => CountWords.Text($"the limit is {percent} % from {from} on{size}"),
            (null, { } number) => CountWords.Text($"the limit is {number} in all"),
            _ => "there is no limit: both are empty",
        };
    }
}
