namespace Muster.Engine.Reading;

/// <summary>The two streams a directory is read by.</summary>
public enum DirectoryStream
{
    /// <summary>Users.</summary>
    Users = 0,

    /// <summary>Groups with their direct members and owners.</summary>
    Groups = 1,
}
