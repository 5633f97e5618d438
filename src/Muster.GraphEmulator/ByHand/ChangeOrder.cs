namespace Muster.GraphEmulator.ByHand;

/// <summary>A change to make as an administrator would.</summary>
/// <param name="Change">A word of <see cref="HandChanges"/>.</param>
/// <param name="Id">The person, or the object to restore; anybody who fits when left out.</param>
/// <param name="Group">The group; any that fits when left out.</param>
/// <param name="Name">Name of a new person or group, or the new name of a group; made up when left out.</param>
/// <param name="Count">How many people move in a reorganisation.</param>
internal sealed record ChangeOrder(string Change, Guid? Id, Guid? Group, string? Name, int? Count);

/// <param name="Text">What was done, in a sentence.</param>
/// <param name="Id">The object it was done to.</param>
internal sealed record ChangeDone(string Text, Guid Id);
