using Muster.Core.DirectoryObjects;
using Muster.Entra.Rounds;

namespace Muster.Entra.Ways;

/// <summary>What of a group a step asks for.</summary>
internal enum GroupPart
{
    Facts,
    Members,
    Owners,
}

/// <summary>One read that travels within a batch, page after page.</summary>
internal sealed class BatchStep(ObjectId group, GroupPart part, string request)
{
    public ObjectId Group { get; } = group;

    public GroupPart Part { get; } = part;

    /// <summary>What to ask, relative to the Graph root, beginning with a slash.</summary>
    public string Request { get; private set; } = request;

    /// <summary>How often this page was asked for.</summary>
    public int Attempts { get; set; }

    /// <summary>Waits for this page so far.</summary>
    public TimeSpan Waited { get; set; }

    /// <summary>Links followed, so that a circle is noticed.</summary>
    public LinkTrail Trail { get; } = new();

    public void GoOn(string request) => (Request, Attempts, Waited) = (request, 0, TimeSpan.Zero);
}
