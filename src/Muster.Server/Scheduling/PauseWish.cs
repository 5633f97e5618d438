namespace Muster.Server.Scheduling;

/// <summary>A pause as somebody wants it.</summary>
/// <param name="Reason">Why; never empty.</param>
/// <param name="Until">When it ends by itself; null for not before somebody lets it go on.</param>
public sealed record PauseWish(string Reason, DateTimeOffset? Until);
