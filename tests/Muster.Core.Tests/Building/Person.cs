using Muster.Core.DirectoryObjects;

namespace Muster.Core.Tests.Building;

/// <summary>A directory user of a <see cref="World"/>.</summary>
internal sealed class Person(int key, string name)
{
    public int Key { get; } = key;

    public string Name { get; } = name;

    public ObjectId Id { get; } = new(new Guid(key, 1, 0, new byte[8]));

    public DirectoryUserState State { get; set; } = DirectoryUserState.Enabled;

    public string? Department { get; set; }

    public string? Upn { get; set; } = $"{name}@example.org";

    public string? Mail { get; set; }

    public string? EmployeeId { get; set; }

    public string? GivenName { get; set; }

    public string? Surname { get; set; }

    public static DirectoryUser Build(Person person) =>
        new(
            person.Key,
            person.Id,
            person.State switch
            {
                DirectoryUserState.Unseen => ObjectPresence.Unseen,
                DirectoryUserState.RemovedStated => ObjectPresence.RemovedStated,
                DirectoryUserState.RemovedInferred => ObjectPresence.RemovedInferred,
                _ => ObjectPresence.Present,
            },
            new UserFacts
            {
                UserPrincipalName = person.Upn,
                Mail = person.Mail,
                EmployeeId = person.EmployeeId,
                GivenName = person.GivenName,
                Surname = person.Surname,
                DisplayName = person.Name,
                Department = person.Department,
                AccountEnabled = person.State == DirectoryUserState.Enabled,
            }
        );
}
