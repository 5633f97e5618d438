namespace Muster.GraphEmulator.Company;

/// <summary>Given and family names of the places where the company is; an underscore stands for a space.</summary>
internal static class PersonNames
{
    public static readonly IReadOnlyList<NameCulture> All =
    [
        new(
            22,
            "Anna Lena Katharina Johanna Sabine Petra Ulrike Marlene Greta Frieda Heike Claudia Jonas Lukas Stefan Matthias Jörg Thomas Felix Henning Torben Uwe Moritz Götz",
            "Müller Schneider Fischer Weber Wagner Becker Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hartmann Lange Krause Lehmann Köhler Brandt Petersen Hansen Clausen Böttcher Vogt Großmann Thiessen"
        ),
        new(
            15,
            "Astrid Ingrid Freja Saga Linnea Maja Elin Karin Solveig Tuva Helle Aino Erik Lars Anders Björn Søren Magnus Nils Oskar Håkon Mikkel Eero Gustav",
            "Andersson Lindqvist Johansson Karlsson Nilsson Larsson Bergström Lundgren Sandberg Holm Nyström Åkesson Sjöberg Ekström Dahl Haugen Berg Solberg Nielsen Sørensen Rasmussen Kjær Madsen Virtanen Korhonen Mäkinen Laine Hägglund Öberg Wikström Forsberg Engström"
        ),
        new(
            10,
            "Sanne Femke Lotte Anouk Marijke Eline Roos Iris Fleur Hanneke Noor Evi Daan Bram Jeroen Sander Thijs Ruben Maarten Wouter Koen Pieter Joost Stijn",
            "de_Vries van_Dijk Jansen Bakker Visser Smit Meijer de_Boer Mulder van_den_Berg Dekker Brouwer Peeters Janssens Claes Wouters Maes van_Leeuwen Hendriks Kuiper Vos Verhoeven Schouten Kok Prins Hoekstra Postma van_der_Meer Bosman Timmermans de_Smet Verbeek"
        ),
        new(
            10,
            "Élodie Camille Chloé Margaux Inès Sophie Aurélie Manon Louise Juliette Noémie Solène Hugo Théo Julien Mathieu Antoine Étienne Rémi Guillaume Bastien Lucas Olivier Maxime",
            "Martin Bernard Dubois Moreau Laurent Lefèvre Roux Fournier Girard Bonnet Mercier Lambert Fontaine Rousseau Chevalier Gauthier Perrin Morel Garnier Faure Renaud Colin Barbier Marchand Leclerc Picard Guérin Lacroix Besson Charpentier Vasseur Delacroix"
        ),
        new(
            12,
            "Beatriz Inês Mariana Carolina Lucía Elena Carmen Sofía Rocío Teresa Catarina Leonor João Tiago Rui Mateus Diogo Nuno Javier Álvaro Íñigo Pablo Andrés Joaquín",
            "Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Sousa Fernandes Gonçalves Almeida Ribeiro Carvalho Teixeira Moreira García López Fernández Álvarez Romero Navarro Ibáñez Castro Ortega Delgado Herrera Peña Vidal Núñez Serrano Marques"
        ),
        new(
            9,
            "Zuzana Tereza Lucie Jana Eliška Barbora Agnieszka Katarzyna Magdalena Zofia Ewa Daria Jakub Tomáš Ondřej Petr Marek Vojtěch Paweł Krzysztof Michał Łukasz Wojciech Radek",
            "Novák Svoboda Dvořák Procházka Kučera Veselý Horák Němec Pokorný Marek Jelínek Růžička Beneš Fiala Sedláček Doležal Kowalski Wiśniewski Wójcik Kamiński Lewandowski Zieliński Woźniak Mazur Krawczyk Nowak Kaczmarek Dąbrowski Szymański Pawlak Górski Sikora"
        ),
        new(
            9,
            "Emma Charlotte Grace Hannah Alice Eleanor Megan Fiona Siobhán Rachel Heather Abigail James Oliver Daniel Callum Ewan Patrick Liam Ryan Graham Nathan Owen Tyler",
            "Smith Taylor Wright Walker Campbell Murray Fraser MacDonald Stewart O'Neill Byrne Gallagher Doyle Hughes Evans Lloyd Bennett Cooper Harrison Turner Parker Morgan Reid Tremblay Gagnon Fletcher Whitfield Ashworth Holloway Pemberton Sinclair Drummond"
        ),
        new(
            8,
            "Priya Ananya Kavya Neha Meera Divya Lakshmi Pooja Shreya Isha Nandini Aditi Arjun Rohan Vikram Sanjay Rahul Aditya Karthik Nikhil Suresh Amit Harsh Deepak",
            "Sharma Patel Deshpande Kulkarni Joshi Iyer Nair Reddy Gupta Mehta Shah Rao Menon Chatterjee Banerjee Mukherjee Bose Kapoor Malhotra Verma Agarwal Pillai Chavan Patil Bhat Hegde Naidu Chowdhury Sengupta Gokhale Apte Sethi"
        ),
        new(
            5,
            "Elif Zeynep Aylin Defne Leyla Yasmin Amina Fatima Nour Rania Salma Dina Emre Mehmet Cem Burak Kerem Omar Khalid Tariq Yusuf Hassan Sami Bilal",
            "Yılmaz Kaya Demir Şahin Çelik Öztürk Aydın Arslan Doğan Koç Haddad Khoury Mansour Nasser Saleh Farouk Aziz Rahman Ibrahim Khalil Hamdan Darwish Sabbagh Najjar Bouzid Benali Cherif Amrani Tazi Idrissi El_Amin Karimi"
        ),
        new(
            4,
            "Giulia Chiara Francesca Alessia Martina Eleni Sofia Despina Ioanna Valentina Bianca Ilaria Marco Luca Matteo Davide Lorenzo Nikos Giorgos Dimitris Andrea Fabio Simone Paolo",
            "Rossi Bianchi Romano Colombo Ricci Marino Greco Conti Gallo Ferrari Esposito Barbieri Fontana Moretti Rinaldi Lombardi Papadopoulos Georgiou Nikolaidis Karagiannis Vlachos Ioannou Makris Pappas Zanetti Pellegrini Caruso Fabbri Sartori Mancini Leone Vitale"
        ),
        new(
            5,
            "Yuki Hana Sakura Mei Ling Xiu Jia Min-ji Seo-yeon Linh Thảo Ngọc Kenji Haruto Takumi Wei Jun Hao Min-jun Ji-hoon Minh Tuấn Quang Bao",
            "Tanaka Suzuki Nakamura Kobayashi Yamamoto Watanabe Ito Sato Wang Li Zhang Liu Chen Yang Zhao Huang Zhou Wu Kim Park Choi Jung Nguyễn Trần Lê Phạm Vũ Đặng Tan Lim Goh Chua"
        ),
        new(
            4,
            "Amara Ngozi Chiamaka Abena Akosua Wanjiru Thandiwe Nomsa Zola Adaeze Efua Makena Kwame Kofi Emeka Chidi Tunde Sipho Thabo Kamau Otieno Babajide Juma Sekou",
            "Okafor Adeyemi Eze Nwosu Mensah Owusu Boateng Asante Mwangi Kamau Ochieng Wanjala Dlamini Nkosi Mbeki Khumalo Ndlovu Zulu Diallo Traoré Keïta Sow Camara Ndiaye Abebe Tesfaye Haile Bekele Moyo Banda Phiri Chanda"
        ),
    ];
}

/// <summary>Names that go together.</summary>
internal sealed class NameCulture(int weight, string given, string family)
{
    public int Weight { get; } = weight;

    public IReadOnlyList<string> Given { get; } = given.Split(' ');

    public IReadOnlyList<string> Family { get; } = [.. family.Split(' ').Select(name => name.Replace('_', ' '))];
}
