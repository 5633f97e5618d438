namespace Muster.GraphEmulator.Company;

/// <summary>A script takes most people out of a large group by mistake; the next working day they are put back.</summary>
internal sealed class Mishap(Enterprise company, Agenda agenda)
{
    public void Happen()
    {
        if (
            company.Groups.Where(group => group.Kind == GroupKind.Access).MaxBy(group => group.Members.Count)
            is not { Members.Count: > 20 } group
        )
        {
            return;
        }

        var lost = group.Members.Take(group.Members.Count * 9 / 10).ToList();
        lost.ForEach(person => company.Leave(group, person));
        agenda.InWorkingDays(
            1,
            () => lost.Where(person => !person.Deleted && !person.Leaving).ToList().ForEach(person => company.Join(group, person))
        );
    }
}
