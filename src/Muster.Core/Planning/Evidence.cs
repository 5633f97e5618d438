namespace Muster.Core.Planning;

/// <summary>What a removal rests on. Guard rails weigh the two differently.</summary>
public enum Evidence : byte
{
    /// <summary>The directory said so: a tombstone, a disabled account, or a person changed a rule here.</summary>
    Stated = 0,

    /// <summary>Something is merely absent from a full read.</summary>
    Inferred = 1,
}
