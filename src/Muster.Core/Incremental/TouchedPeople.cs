using Muster.Core.DirectoryObjects;

namespace Muster.Core.Incremental;

/// <summary>Whom changes can have touched, on either side.</summary>
/// <param name="InDirectory">Keys of directory users.</param>
/// <param name="Here">Keys of platform users; those they follow are touched too.</param>
public sealed record TouchedPeople(KeySet InDirectory, KeySet Here);
