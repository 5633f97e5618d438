namespace Muster.GraphEmulator.Histories;

/// <summary>The life of a tenant: its first state as change set 1, and what happens to it afterwards.</summary>
public interface ITenantHistory
{
    /// <summary>Name of the organisation, as <c>GET /organization</c> shows it.</summary>
    string DisplayName { get; }

    /// <summary>Number of the last change set, or null while that is not known without reading to the end.</summary>
    long? LastSeq { get; }

    /// <summary>Reads the change sets in order, from the first, streaming.</summary>
    /// <exception cref="InvalidDataException">The file is not what its format says; the message names file, line and fault.</exception>
    IEnumerable<ChangeSet> ChangeSets();
}
