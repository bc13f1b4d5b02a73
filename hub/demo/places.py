"""Ports, airports, offices and parties along the lanes of the demo world. Names of parties are invented."""

# Country: seaports, airports (UN/LOCODE with the name).
PORTS: dict[str, tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]] = {
    "CN": (
        (("CNNGB", "Ningbo"), ("CNSHA", "Shanghai"), ("CNYTN", "Yantian")),
        (("CNPEK", "Beijing"), ("CNSZX", "Shenzhen")),
    ),
    "JP": ((("JPYOK", "Yokohama"), ("JPUKB", "Kobe")), (("JPNRT", "Tokyo Narita"),)),
    "US": ((("USSAV", "Savannah"), ("USNYC", "New York")), (("USMEM", "Memphis"),)),
    "KR": ((("KRPUS", "Busan"),), (("KRICN", "Incheon International Airport"),)),
    "VN": ((("VNCMT", "Cai Mep"), ("VNHPH", "Haiphong")), (("VNHAN", "Hanoi"),)),
    "IN": ((("INNSA", "Nhava Sheva"), ("INMUN", "Mundra")), (("INDEL", "Delhi"),)),
    "TH": ((("THLCH", "Laem Chabang"),), (("THBKK", "Bangkok"),)),
    "ID": ((("IDTPP", "Tanjung Priok"),), (("IDJKT", "Jakarta"),)),
    "MY": ((("MYPKG", "Port Klang"),), (("MYKUL", "Kuala Lumpur"),)),
    "SG": ((("SGSIN", "Singapore"),), (("SGSIN", "Singapore"),)),
    "HK": ((("HKHKG", "Hong Kong"),), (("HKHKG", "Hong Kong"),)),
    "DE": ((("DEHAM", "Hamburg"),), (("DEFRA", "Frankfurt am Main"),)),
    "NL": ((("NLRTM", "Rotterdam"),), (("NLAMS", "Amsterdam"),)),
    "BE": ((("BEANR", "Antwerp"),), (("BELGG", "Liege"),)),
    "FR": ((("FRLEH", "Le Havre"), ("FRMRS", "Marseille")), (("FRCDG", "Paris Charles de Gaulle"),)),
    "KE": ((("KEMBA", "Mombasa"),), (("KENBO", "Nairobi"),)),
    "BR": ((("BRSSZ", "Santos"), ("BRPNG", "Paranagua")), (("BRGRU", "Sao Paulo Guarulhos"),)),
}

OFFICES = {
    "NLRTM": ("NL000511", "Rotterdam haven"),
    "NLAMS": ("NL000432", "Amsterdam cargo"),
    "BEANR": ("BE101000", "Antwerpen"),
    "BELGG": ("BE204000", "Liège airport"),
    "FRLEH": ("FR002300", "Le Havre port"),
    "FRMRS": ("FR002730", "Marseille port"),
    "FRCDG": ("FR000740", "Roissy"),
    "KEMBA": ("KE000101", "Kilindini"),
    "KENBO": ("KE000301", "Jomo Kenyatta airport"),
    "DEHAM": ("DE004851", "Hamburg"),
    "DEFRA": ("DE003302", "Frankfurt airport"),
}

VIA_SUEZ = ("SG", "EG")
ASIA = frozenset({"CN", "JP", "KR", "VN", "TH", "HK"})

# Name, street, city.
SELLERS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "CN": (
        ("Lintong Textile Co. Ltd", "Binhai Road 88", "Ningbo"),
        ("Shenzhen Brightway Trading", "Longhua Avenue 1201", "Shenzhen"),
        ("Hangzhou Qianjiang Plastics", "Jianghan Road 15", "Hangzhou"),
        ("Suzhou Jinyao Precision", "Xinghu Street 328", "Suzhou"),
    ),
    "JP": (("Kisaragi Medical KK", "Minato Mirai 2", "Yokohama"),),
    "US": (("Blue Heron Hydraulics Inc.", "Commerce Way 410", "Savannah"),),
    "KR": (("Hanbit Mobility Co.", "Noksan Road 77", "Busan"),),
    "VN": (("Song Hong Garment JSC", "Le Thanh Nghi 12", "Haiphong"),),
    "IN": (("Deccan Towels Pvt Ltd", "MIDC Road 9", "Solapur"),),
    "TH": (("Chao Phraya Foods Co.", "Sukhumvit 101", "Bangkok"),),
    "ID": (("Nusantara Alas Kaki PT", "Jalan Daan Mogot 40", "Jakarta"),),
    "MY": (("Klang Valley Electronics Sdn Bhd", "Jalan Teknologi 5", "Shah Alam"),),
    "SG": (("Merlion Components Pte Ltd", "Tuas Avenue 3", "Singapore"),),
    "DE": (("Elbe Fahrwerk GmbH", "Hafenstrasse 21", "Hamburg"),),
    "BR": (("Fazenda Serra Alta", "Rodovia BR-365 km 12", "Patrocínio"),),
}
# Identifier, name, street, city, postcode.
BUYERS: dict[str, tuple[tuple[str, str, str, str, str], ...]] = {
    "NL": (
        ("NL803377120", "Noordzee Retail BV", "Kanaalweg 4", "Utrecht", "3526 KL"),
        ("NL861200417", "Polder Bouwmarkt BV", "Industrieweg 51", "Almere", "1332 AC"),
        ("NL857719033", "Delta Zorgtechniek BV", "Lange Nieuwstraat 8", "Tilburg", "5041 DC"),
    ),
    "BE": (("BE0471226390", "Scheldehandel NV", "Noorderlaan 133", "Antwerpen", "2030"),),
    "FR": (
        ("FR49302881700", "Maison Vauban SARL", "Quai de Southampton 6", "Le Havre", "76600"),
        ("NL803377120", "Noordzee Retail BV", "Kanaalweg 4", "Utrecht", "3526 KL"),
    ),
    "DE": (("DE7719204", "Alster Versand GmbH", "Am Sandtorkai 30", "Hamburg", "20457"),),
    "KE": (("KEP051441029Q", "Rift Valley Agro Supplies Ltd", "Mombasa Road 77", "Nairobi", "00100"),),
}
