namespace Muster.Server.Scheduling;

/// <summary>A pause as somebody wants it.</summary>
/// <param name="Reason">Why; never empty.</param>
/// <param name="Until">When it ends by itself; null for not before somebody lets it go on.</param>
public sealed record PauseWish(string Reason, DateTimeOffset? Until)
{
    /// <summary>Whether it ends later than a pause that stands.</summary>
    /// <param name="end">The end of that one; null for none.</param>
    public bool Outlasts(DateTimeOffset? end) => end is { } standing && !(Until <= standing);
}
