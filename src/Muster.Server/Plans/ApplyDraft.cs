namespace Muster.Server.Plans;

/// <summary>What somebody had typed to have a plan carried out when they were asked who they are.</summary>
/// <param name="Number">The number that is taken away.</param>
/// <param name="Reason">Why.</param>
/// <param name="Seen">Whether they said that they have looked.</param>
internal sealed record ApplyDraft(string Number, string Reason, bool Seen);
