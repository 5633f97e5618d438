namespace Muster.Planted.Tests;

/// <summary>The faults that are planted, each where a hurried change could put it.</summary>
internal static class PlantedFaults
{
    public static readonly IReadOnlyList<PlantedFault> All =
    [
        // Links and pages
        new(
            "a link that was followed before is followed again",
            "Muster.Entra/Rounds/LinkTrail.cs",
            "if (!_links.Add(Digest(Encoding.UTF8.GetBytes(link))))",
            "if (!_links.Add(Digest(Encoding.UTF8.GetBytes(link))) && link.Length == 0)"
        )
        {
            CaughtBy = "a page of users with repeatLink ends the read by its own rule",
        },
        new(
            "a page without links is no fault",
            "Muster.Entra/Rounds/DeltaRound.cs",
            "if (links is { Next: null, Delta: null })",
            "if (links is { Next: \"\", Delta: \"\" })"
        )
        {
            CaughtBy = "a page of users with dropLinks ends the read by its own rule",
        },
        new(
            "a page with both links is no fault",
            "Muster.Entra/Rounds/DeltaRound.cs",
            "if (links is { Next: not null, Delta: not null })",
            "if (links is { Next: \"\", Delta: not null })"
        )
        {
            CaughtBy = "a page of users with bothLinks ends the read by its own rule",
        },
        new(
            "the next link is taken for the end",
            "Muster.Entra/Rounds/DeltaRound.cs",
            "return rows.Links.Delta;",
            "return rows.Links.Delta ?? rows.Links.Next;"
        )
        {
            CaughtBy = "a page of users with repeatLink ends the read by its own rule",
        },
        new(
            "a page without rows is the last",
            "Muster.Entra/Rounds/DeltaRound.cs",
            "return rows.Links.Delta;",
            "return rows.Links.Delta ?? (rows.Objects == 0 ? rows.Links.Next : null);"
        )
        {
            CaughtBy = "nasty history 4",
        },
        new(
            "a link to another host is followed",
            "Muster.Entra/Http/GraphRoot.cs",
            "if (uri.UserInfo.Length > 0 || !SameServer(uri))",
            "if (uri.UserInfo.Length > 0)"
        )
        {
            CaughtBy = "a page of users with foreignLink ends the read by its own rule",
        },
        new(
            "a link to another part of the host is followed",
            "Muster.Entra/Http/GraphRoot.cs",
            "return UnderRoot(link, uri) ? null :",
            "return UnderRoot(link, uri) || SameServer(uri) ? null :"
        )
        {
            CaughtBy = "a page of users with elsewhereLink ends the read by its own rule",
        },
        new(
            "rows are not handed on",
            "Muster.Entra/Rounds/DeltaRound.cs",
            "await rows.Write(session, cancellationToken).ConfigureAwait(false);",
            "if (rows.Objects != 2) await rows.Write(session, cancellationToken).ConfigureAwait(false);"
        )
        {
            CaughtBy = "the followed groups equal the tenant, read by FilteredDelta",
        },
        new(
            "properties that come twice are taken as they come",
            "Muster.Entra/Pages/DeltaPage.cs",
            "JsonValues.Once(ref seen, ValueProperty, \"value\"u8);",
            "seen |= 1 << ValueProperty;"
        )
        {
            CaughtBy = "a page of users with duplicateKeys ends the read by its own rule",
        },
        new(
            "a page without value is empty",
            "Muster.Entra/Pages/DeltaPage.cs",
            "return (seen & (1 << ValueProperty)) != 0 ? links :",
            "return seen >= 0 ? links :"
        )
        {
            CaughtBy = "a page of users with noValue ends the read by its own rule",
        },
        // Rows
        new(
            "a removed user is a user",
            "Muster.Entra/Pages/UserRows.cs",
            "removed = JsonValues.Removed(ref reader);",
            "JsonValues.Removed(ref reader);"
        )
        {
            CaughtBy = "the followed groups equal the tenant, read by FilteredDelta",
        },
        new(
            "a removed group is a group without properties",
            "Muster.Entra/Pages/GroupRows.cs",
            "Add(_flags[RemovedProperty]);",
            "Add(_flags[RemovedProperty] && _texts[0] is not null);"
        )
        {
            CaughtBy = "the followed groups equal the tenant, read by FilteredDelta",
        },
        new(
            "a removed edge is an edge",
            "Muster.Entra/Pages/EdgeRows.cs",
            "removed = JsonValues.Removed(ref reader);",
            "JsonValues.Removed(ref reader);"
        )
        {
            CaughtBy = "the followed groups equal the tenant, read by FilteredDelta",
        },
        new(
            "owners are members",
            "Muster.Entra/Pages/GroupRows.cs",
            "EdgeRows.Read(ref reader, name, property == Owners, _edges);",
            "EdgeRows.Read(ref reader, name, false, _edges);"
        )
        {
            CaughtBy = "a forbidden page of groups is not an empty one",
        },
        new(
            "nested groups are left out",
            "Muster.Entra/Pages/EdgeRows.cs",
            "(false, TargetType.Group) => EdgeKind.GroupMember,",
            "(false, TargetType.Group) => EdgeKind.OtherMember,"
        )
        {
            CaughtBy = "a forbidden page of groups is not an empty one",
        },
        new(
            "types of members are taken letter by letter",
            "Muster.Entra/Pages/EdgeRows.cs",
            "Ascii.EqualsIgnoreCase(name, \"#microsoft.graph.user\"u8)",
            "name.SequenceEqual(\"#microsoft.graph.user\"u8)"
        )
        {
            CaughtBy = "nasty history 3",
        },
        new(
            "bare ids are users without a name",
            "Muster.Entra/Rounds/DeltaRound.cs",
            "if (rows.Hidden is { } hidden)",
            "if (rows.Hidden is { Length: 0 } hidden)"
        )
        {
            CaughtBy = "a page of users with nulls ends the read by its own rule",
        },
        new("a disabled account is enabled", "Muster.Entra/Pages/UserRows.cs", "AccountEnabled = ", "AccountEnabled = true || ")
        {
            CaughtBy = "the followed groups equal the tenant, read by FilteredDelta",
        },
        // Faults and resets
        new(
            "a forbidden page ends the round",
            "Muster.Entra/Rounds/DeltaRound.cs",
            "if (answer.Status != 200)",
            "if (answer.Status == 403) return _address.OriginalString;\n            if (answer.Status != 200)"
        )
        {
            CaughtBy = "a forbidden page of groups is not an empty one",
        },
        new("410 is a fault like any other", "Muster.Entra/Rounds/Resync.cs", "if (answer.Status == 410)", "if (answer.Status == 411)")
        {
            CaughtBy = "nasty history 15",
        },
        new(
            "codes within the inner error are not looked at",
            "Muster.Entra/Http/GraphError.cs",
            "for (JsonElement? level = error; level is { } here; level = Inner(here))",
            "for (JsonElement? level = error; level is { } here; level = null)"
        )
        {
            CaughtBy = "an expired link is lived through wherever and however the code stands",
        },
        new(
            "codes are compared letter by letter",
            "Muster.Entra/Http/GraphError.cs",
            "StringComparer.OrdinalIgnoreCase",
            "StringComparer.Ordinal"
        )
        {
            CaughtBy = "an expired link is lived through wherever and however the code stands",
        },
        new(
            "a reset goes on with what was read before it",
            "Muster.Entra/Rounds/DeltaRound.cs",
            "await session.RestartInFullAsync(reason, cancellationToken).ConfigureAwait(false);",
            "await Task.CompletedTask.ConfigureAwait(false);"
        )
        {
            CaughtBy = "nasty history 15",
        },
        new(
            "the Location of a reset is believed without a selection",
            "Muster.Entra/Rounds/Resync.cs",
            "return sameStream && plain.Contains($\"$select={plan.Select}\", StringComparison.OrdinalIgnoreCase) ? address : null;",
            "return address;"
        )
        {
            CaughtBy = "nasty history 15",
        },
        new(
            "a passing fault ends the read",
            "Muster.Entra/Http/RetryRules.cs",
            "status is 408 or 429 or 500 or 502 or 503 or 504 or 509",
            "status is 408 or 429 or 500 or 502 or 504 or 509"
        )
        {
            CaughtBy = "one fault of each passing kind is lived through",
        },
        new("a throttled read is given up", "Muster.Entra/Http/RetryRules.cs", "status is 408 or 429 or", "status is 408 or")
        {
            CaughtBy = "one fault of each passing kind is lived through",
        },
        new(
            "a refused token is not replaced",
            "Muster.Entra/Http/GraphClient.cs",
            "if (answer.Status == 401 && !call.TokenRefused)",
            "if (answer.Status == 402 && !call.TokenRefused)"
        )
        {
            CaughtBy = "one fault of each passing kind is lived through",
        },
        new(
            "a cut connection is the end of the answer",
            "Muster.Entra/Http/GraphClient.cs",
            "catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)",
            "catch (Exception e) when (e is HttpRequestException or InvalidDataException)"
        )
        {
            CaughtBy = "one fault of each passing kind is lived through",
        },
        // What cannot be seen
        new("counts are not compared", "Muster.Entra/Checks/CountCheck.cs", "if (!IsShort(present, count))", "if (count >= 0)")
        {
            CaughtBy = "a page of users with endEarly ends the read by its own rule",
        },
        new(
            "an empty list of a hidden group is believed",
            "Muster.Entra/Rounds/DeltaRound.cs",
            "if (!seeing.HiddenMembers && rows.Unseen.Count > 0)",
            "if (seeing.HiddenMembers && rows.Unseen.Count > 0)"
        )
        {
            CaughtBy = "hidden members stay when they may not be seen",
        },
        // Ways
        new(
            "groups nested in the followed ones are not read",
            "Muster.Entra/Ways/GroupReader.cs",
            "met.UnionWith(watched.Nested);",
            "met.UnionWith([]);"
        )
        {
            CaughtBy = "the followed groups equal the tenant, read by FilteredDelta",
        },
        new(
            "groups read by filter are not told whole",
            "Muster.Entra/Ways/GroupReader.cs",
            "session.TellInFull(group);\n                    links.Add",
            "links.Add"
        )
        {
            CaughtBy = "the followed groups equal the tenant, read by FilteredDelta",
        },
        new(
            "only the first page of a list is read",
            "Muster.Entra/Ways/MemberLists.cs",
            "else if (await TakeAsync(now[i], answers[i], session, cancellationToken).ConfigureAwait(false))",
            "else if (await TakeAsync(now[i], answers[i], session, cancellationToken).ConfigureAwait(false) && now[i].Part == GroupPart.Facts)"
        )
        {
            CaughtBy = "a list goes on after its first page",
        },
        new("owners are not asked for in lists", "Muster.Entra/Ways/MemberLists.cs", ", List(id, GroupPart.Owners, \"owners\") }", " }")
        {
            CaughtBy = "lists find what the change stream keeps back",
        },
        new(
            "what a group that is told whole no longer has stays",
            "Muster.Storage/Mirror/GroupRound.cs",
            "_whole.Add(group);",
            "_ = group;"
        )
        {
            CaughtBy = "lists find what the change stream keeps back",
        },
        new(
            "a group that lists do not find is taken for deleted",
            "Muster.Entra/Ways/MemberLists.cs",
            "if (answer.Status == 404 && step.Part == GroupPart.Facts)",
            "if (answer.Status == 404 && step.Part == GroupPart.Facts) session.TellInFull([step.Group]);\n        if (answer.Status == 404 && step.Part == GroupPart.Facts)"
        )
        {
            CaughtBy = "a group that lists do not find is left as it is",
        },
        new(
            "a hidden group that is left out is taken for deleted",
            "Muster.Storage/Mirror/GroupRoundWriter.cs",
            "if (KeepsHidden && stored.Facts.HiddenMembership)",
            "if (KeepsHidden && stored.Facts.HiddenMembership && stored.Edges < 0)"
        )
        {
            CaughtBy = "a hidden group that is left out stays",
        },
        // The mirror
        new(
            "the first word on an edge counts",
            "Muster.Storage/Mirror/GroupWord.cs",
            "if (i + 1 == count || (int)(entries[i + 1] >> 32) != key)",
            "if (i == 0 || (int)(entries[i - 1] >> 32) != key)"
        )
        {
            CaughtBy = "nasty history 19",
        },
        new("the first word on a group counts", "Muster.Storage/Mirror/GroupWord.cs", "Facts = facts ?? Facts;", "Facts ??= facts;")
        {
            CaughtBy = "nasty history 2",
        },
        new(
            "who is missing from a full round stays",
            "Muster.Storage/Mirror/UserRound.cs",
            "Presence = ObjectPresence.RemovedInferred };",
            "Presence = ObjectPresence.Present };"
        )
        {
            CaughtBy = "a restored user has the memberships back",
        },
        new(
            "a group missing from a full round stays",
            "Muster.Storage/Mirror/GroupRoundWriter.cs",
            "if (!IsWhole(stored.Id) || stored.Presence != ObjectPresence.Present)",
            "if (stored.Edges >= 0 || stored.Presence != ObjectPresence.Present)"
        )
        {
            CaughtBy = "nasty history 4",
        },
        new(
            "edges missing from a full round stay",
            "Muster.Storage/Mirror/GroupRoundWriter.cs",
            "isWhole: IsWhole(stored.Id) && !word.Gone",
            "isWhole: IsWhole(stored.Id) && word.Gone"
        )
        {
            CaughtBy = "lists find what the change stream keeps back",
        },
        new(
            "a partial round is taken for a full one",
            "Muster.Storage/Mirror/MirrorSession.cs",
            "var full = DeltaLink is null && !partial;",
            "var full = DeltaLink is null;"
        )
        {
            CaughtBy = "a look at some groups says nothing of the others",
        },
        new(
            "edges taken away in a change stay",
            "Muster.Storage/Mirror/GroupWord.cs",
            "stored.Union(Present).Except(Removed)",
            "stored.Union(Present)"
        )
        {
            CaughtBy = "the followed groups equal the tenant, read by FilteredDelta",
        },
        new(
            "a link goes on although a group came back",
            "Muster.Engine/Syncing/DirectoryReading.cs",
            "(_, > 0 and var count, _) =>",
            "(_, > 1_000_000 and var count, _) =>"
        )
        {
            CaughtBy = "a restored group has whom it has now, not whom it had",
        },
        new(
            "users that came back are nothing special",
            "Muster.Engine/Syncing/DirectoryReading.cs",
            "(_, _, > 0 and var count) =>",
            "(_, _, > 1_000_000 and var count) =>"
        )
        {
            CaughtBy = "a restored user has the memberships back",
        },
        new(
            "what is hidden is dropped",
            "Muster.Storage/Mirror/GroupRound.cs",
            "public void KeepEdges(ObjectId group) => _kept.Add(group);",
            "public void KeepEdges(ObjectId group) => _kept.Remove(group);"
        )
        {
            CaughtBy = "hidden members stay when they may not be seen",
        },
        new(
            "any stored link is followed",
            "Muster.Storage/Mirror/MirrorStore.cs",
            "if (record.Binding != binding)",
            "if (record.Binding is null)"
        )
        {
            CaughtBy = "a link of another application is not followed",
        },
        new(
            "after a change of application only followed groups are read",
            "Muster.Engine/Reading/GroupWays.cs",
            "|| (whole == LinkWorth.Other && filtered == LinkWorth.Other))",
            "|| (whole == LinkWorth.Other && filtered == LinkWorth.None))"
        )
        {
            CaughtBy = "a link of another application is not followed",
        },
        // Planning from what changed, and planning everything
        new(
            "a group nested anew touches nobody",
            "Muster.Core/Incremental/AffectedUsers.cs",
            "_reached.UnionWith(edges.ChildGroups.AsList);",
            "_reached.UnionWith([]);"
        )
        {
            InPlanning = true,
        },
        new(
            "edges that arrive are not remembered",
            "Muster.Storage/Mirror/GroupRoundWriter.cs",
            "Touch(current, difference.Returned);",
            "_ = current;"
        )
        {
            InPlanning = true,
        },
        new(
            "a full plan changes two people at most",
            "Muster.Core/Planning/SyncPlanner.cs",
            "Users = [.. people.Steps.OrderBy(step => step.User)],",
            "Users = [.. people.Steps.OrderBy(step => step.User).Take(2)],"
        )
        {
            InPlanning = true,
        },
    ];
}
