using Muster.Core.Attributes;
using Muster.Core.DirectoryObjects;

namespace Muster.Core.Planning;

/// <summary>Collects the templates that could not be filled: one problem for each cause, however many people it concerns.</summary>
internal sealed class AttributeReport
{
    private readonly Dictionary<AttributeFault, List<(int Key, string Name)>> _people = [];

    public void Add(DirectoryUser user, IReadOnlyList<AttributeFault> faults)
    {
        foreach (var fault in faults)
        {
            if (!_people.TryGetValue(fault, out var people))
                _people.Add(fault, people = []);
            people.Add((user.Key, user.Facts.UserPrincipalName ?? user.Id.ToString()));
        }
    }

    public IEnumerable<PlanProblem> Problems() =>
        _people
            .OrderBy(entry => entry.Key.Attribute, StringComparer.Ordinal)
            .ThenBy(entry => entry.Key.Cause, StringComparer.Ordinal)
            .Select(entry =>
                Planning.Problems.AttributeMissing(entry.Key, [.. entry.Value.OrderBy(person => person.Key).Select(person => person.Name)])
            );
}
