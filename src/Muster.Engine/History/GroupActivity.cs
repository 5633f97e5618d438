namespace Muster.Engine.History;

/// <summary>What one revision did to the people of one group or of several, however many decisions stand behind each of them.</summary>
/// <param name="Made">The revision.</param>
/// <param name="MembersAdded">People who became members.</param>
/// <param name="MembersRemoved">People who were members until then.</param>
/// <param name="OwnersAdded">People who became owners.</param>
/// <param name="OwnersRemoved">People who were owners until then.</param>
public sealed record GroupActivity(Revision Made, int MembersAdded, int MembersRemoved, int OwnersAdded, int OwnersRemoved);
