namespace Muster.Core.DirectoryObjects;

/// <summary>States which reads a mirror rests on and whether they were complete; removals depend on it (INV-2).</summary>
/// <param name="Users">The users stream.</param>
/// <param name="Groups">The groups stream with members and owners.</param>
/// <param name="MirrorVersion">Number that grows with every read that changed a fact.</param>
public sealed record ReadCertificate(StreamCertificate Users, StreamCertificate Groups, long MirrorVersion)
{
    /// <summary>Whether both streams were read to their end.</summary>
    public bool Complete => Users.Complete && Groups.Complete;
}

/// <summary>How one stream was read.</summary>
/// <param name="Complete">The round was followed to its delta link.</param>
/// <param name="InFull">The round started without a token, so absences were inferred.</param>
/// <param name="PresentBefore">Objects present before the round.</param>
/// <param name="PresentAfter">Objects present after the round.</param>
/// <param name="Missing">Objects that were present before and merely absent from a full round.</param>
public sealed record StreamCertificate(bool Complete, bool InFull, int PresentBefore, int PresentAfter, int Missing)
{
    /// <summary>A stream that has never been read to its end.</summary>
    public static readonly StreamCertificate NotRead = new(false, false, 0, 0, 0);
}
